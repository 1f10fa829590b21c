using Provisioning.Authoring;
using Provisioning.CommandLine.Commands.New;
using Provisioning.CommandLine.Commands.New.Sources;
using Provisioning.Differences;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Cli;
using Provisioning.IntegrationTests.Support;
using Provisioning.Planning;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Differences;

/// <summary>Turns one structure into another by the migration that is written of their difference.</summary>
/// <param name="server">The server.</param>
internal sealed class StructureTurn(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Applies the migration that is written of the difference of two structures, or the safe ones, rolls
    /// them back and applies them again, and wants each structure as it was made.</summary>
    public async Task ThereAndBackAsync(Engine engine, string before, string after, bool isSafe = false)
    {
        await using var database = await MadeAsync(engine, before);
        await using var other = await MadeAsync(engine, after);
        var (from, to) = (await ReadAsync(database), await ReadAsync(other));
        var dialect = DatabaseUrl.Parse(database.Url).Dialect;
        var up = StructureDifference.Between(from.Structure!, to.Structure!, dialect, []);
        var down = StructureDifference.Between(to.Structure!, from.Structure!, dialect, []);
        var source = new OperationSource(dialect);
        var steps = Migrations(
            isSafe
                ? SafeDifferenceSource.Of(
                    SafeDifference.Steps(from.Structure!, to.Structure!, dialect, renames: []),
                    dialect
                )
                : [new("", "", source.Lines(up, from.Structure!.Model), source.Lines(down, to.Structure!.Model))]
        );

        await RunAsync(database, steps, new MigrationTarget.Up());
        await AlikeAsync(database, to, up);
        await RunAsync(database, steps, new MigrationTarget.DownTo(0));
        await AlikeAsync(database, from, down);
        await RunAsync(database, steps, new MigrationTarget.Up());
        await AlikeAsync(database, to, up);
    }

    private static MigrationSource[] Migrations(IReadOnlyList<MigrationBody> bodies)
    {
        var assembly = Compiled.Of([
            .. bodies.Select((body, at) => body.Source("Shop", $"M{at + 1}_Change", $"{at + 1}", "a change")),
        ]);
        return [.. MigrationAssembly.FromAssembly(assembly, null).Migrations];
    }

    /// <summary>A database with a structure.</summary>
    public async Task<TestDatabase> MadeAsync(Engine engine, string sql)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        if (sql.Length > 0)
        {
            await database.ExecuteAsync(sql, Token);
        }

        return database;
    }

    /// <summary>The structure of a database.</summary>
    public static Task<StructureSnapshot> ReadAsync(TestDatabase database) =>
        StructureSnapshot.ReadAsync(DatabaseUrl.Parse(database.Url), new(), platform: null, Token);

    private static Task<MigrationPlan> RunAsync(
        TestDatabase database,
        MigrationSource[] steps,
        MigrationTarget target
    ) => TestRun.RunAsync(database, new() { AllowBreaking = true }, steps, target: target);

    private static async Task AlikeAsync(
        TestDatabase database,
        StructureSnapshot expected,
        IReadOnlyList<StructureChange> by
    )
    {
        var url = DatabaseUrl.Parse(database.Url);
        var now = await ReadAsync(database);
        await using var session = await url.OpenAsync(Token);
        var found = await StructureComparison.OfAsync(expected.Lines, now.Lines, session, Token);
        var problems = found
            .Missing.Select(line => $"- {line.Of}: {line.Text}")
            .Concat(found.Extra.Select(line => $"+ {line.Of}: {line.Text}"));
        Assert.True(found.IsAlike, string.Join('\n', problems.Concat(by.Select(each => $"by {each.Operation}"))));
    }
}
