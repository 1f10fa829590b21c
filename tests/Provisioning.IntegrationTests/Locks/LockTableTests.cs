using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.PostgreSql.Locks;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Locks;

/// <summary>The table of what statements lock, rewrite and read is measured again on the server that is at
/// hand.</summary>
public sealed class LockTableTests(PostgreSqlServer server)
{
    private static readonly string[] Planned =
    [
        "update",
        "delete",
        "insert",
        "select",
        "analyze",
        "truncate",
        "create table nw as",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Statements_in_a_transaction_do_what_the_table_says()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(LockStatements.Setup, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var around = await AroundAsync(session);
        await using var observer = session.Observe()!;
        var wrong = new List<string>();
        foreach (var sql in LockStatements.Inside.Split('\n'))
        {
            var expected = session.Database.Dialect.Facts(new(sql), around);
            await observer.BeginAsync(isTransactional: true, Token);
            var seen = await observer.RunAsync([new(sql)], new() { Basis = FactBasis.Table }, Token);
            await session.RollbackAsync();
            if (
                expected.Basis is not FactBasis.Table
                || Text(expected, sql) != Text(seen.Facts, sql)
                || seen.Reason is not null
            )
            {
                wrong.Add(Difference(sql, expected, seen));
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Statements_outside_a_transaction_lock_what_the_table_says()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(LockStatements.Setup, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var around = await AroundAsync(session);
        await using var observer = session.Observe()!;
        var wrong = new List<string>();
        foreach (var (sql, undo) in LockStatements.Outside)
        {
            var expected = session.Database.Dialect.Facts(new(sql), around);
            // What is not seen shows as the weakest mode.
            var weak = expected with
            {
                Locks = [.. expected.Locks.Select(taken => taken with { Mode = LockMode.AccessShare })],
            };
            await observer.BeginAsync(isTransactional: false, Token);
            var seen = await observer.RunAsync([new(sql) { OutsideTransaction = true }], weak, Token);
            if (undo.Length > 0)
            {
                await database.ExecuteAsync(undo, Token);
            }

            var isSeen = seen.Facts.Locks.Any(taken => taken.Mode >= LockMode.ShareUpdateExclusive);
            var isMore = seen.Facts.Locks.Any(taken =>
                !expected.Locks.Any(known => known.Table == taken.Table && known.Mode >= taken.Mode)
            );
            if (expected.Basis is not FactBasis.Table || seen.Reason is not null || isMore || !isSeen)
            {
                wrong.Add(Difference(sql, expected, seen));
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task What_the_table_cannot_tell_it_says_so()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(LockStatements.Setup, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var around = await AroundAsync(session);

        Assert.All(LockStatements.Undecided, sql =>
            Assert.True(session.Database.Dialect.Facts(new(sql), around).Basis is FactBasis.Unknown, sql)
        );
    }

    [Fact]
    public async Task Every_row_of_the_table_is_measured()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(LockStatements.Setup, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var known = new KnownRelations(await AroundAsync(session), "public");
        var used = LockStatements
            .Inside.Split('\n')
            .Concat(LockStatements.Outside.Select(outside => outside.Statement))
            .Concat(LockStatements.Undecided)
            .SelectMany(sql => new StatementReader(new(sql, postgres: true), known).Read().Kinds);

        Assert.Empty(LockTable.Rules.Keys.Except(used).Except(LockStatements.Unmeasured));
    }

    private static async Task<Surroundings> AroundAsync(DatabaseSession session)
    {
        var relations = await session.RelationsAsync(Token);
        return new Surroundings(await session.InspectAsync(Token))
        {
            Children = relations
                .Where(relation => relation.Parent is not null)
                .GroupBy(relation => relation.Parent!.Value)
                .ToDictionary(group => group.Key, group => group.Select(child => child.Name).ToValueList()),
            Partitioned = relations
                .Where(relation => relation.IsPartitioned)
                .Select(relation => relation.Name)
                .ToHashSet(),
            DefaultPartitions = relations
                .Where(relation => relation.IsDefault)
                .Select(relation => relation.Name)
                .ToHashSet(),
        }.With(await session.InspectUnmodelledAsync(Token));
    }

    private static string Difference(string sql, StatementFacts expected, Observation seen) =>
        $"{sql}\n  table {expected.Basis}: {Text(expected, sql)}\n"
        + $"  measured: {Text(seen.Facts, sql)} {seen.Reason}";

    // How the rows of a query or a change are found depends on the planner; what it locks does not.
    private static string Text(StatementFacts facts, string sql)
    {
        var isPlanned = Planned.Any(word => sql.StartsWith(word, StringComparison.Ordinal));
        string[] parts =
        [
            string.Join(", ", facts.Locks.Select(taken => $"{taken.Kind} {taken.Table} {taken.Mode}")),
            $"writes {string.Join(", ", facts.Rewrites)}",
            isPlanned ? "" : $"reads {string.Join(", ", facts.Scans)}",
        ];
        return string.Join("; ", parts);
    }
}
