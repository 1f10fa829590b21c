using FluentMigrator;
using FluentMigrator.Runner;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Tests.FluentMigrator;
using Xunit;

namespace Provisioning.IntegrationTests.FluentMigrator;

/// <summary>Runs every chain of calls through FluentMigrator's own runner and through ours, and compares what stands in
/// the database afterwards.</summary>
public sealed class OracleTests(PostgreSqlServer server)
{
    // Why the two are not alike, by the name of the chain; docs/fluentmigrator.md tells users.
    private static readonly Dictionary<string, string> OnPostgreSql = new(StringComparer.Ordinal)
    {
        ["texts"] = "FluentMigrator writes a collation without quotes, and the server does not find it",
        ["times"] = "FluentMigrator has no type for AsDateTimeOffset(n)",
        ["others"] = "FluentMigrator has no type for AsXml(n)",
        ["nullability, defaults and descriptions"] = "FluentMigrator writes no descriptions",
        ["index beside traffic"] = "the server refuses it inside a transaction, and we do before it runs",
        ["table if it exists"] = "FluentMigrator passes over the schema and drops another table",
    };

    private static readonly Dictionary<string, string> OnSqlite = new(StringComparer.Ordinal)
    {
        ["unique index with equal nulls"] = "SQLite cannot, and FluentMigrator passes over it",
        ["nulls of a unique column"] = "SQLite cannot, and FluentMigrator passes over it",
        ["table if it exists"] = "there is no table in a schema, and FluentMigrator drops another",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_PostgreSQL_every_chain_leaves_what_FluentMigrators_runner_leaves()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        var connection = DatabaseUrl.Parse(database.Url).ConnectionString;
        using var own = new OracleRunner(connection, runner => runner.AddPostgres());
        using var ours = new OracleRunner(connection, runner => runner.AddPostgres().UseProvisioning());
        ours.Prepare();

        var differences = Named().Where(chain => !Alike(chain, own, ours, SchemaText.PostgreSql));

        Assert.Equal(
            OnPostgreSql.Keys.Order(StringComparer.Ordinal),
            differences.Select(chain => chain.Name).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void On_SQLite_every_chain_that_FluentMigrators_runner_takes_leaves_the_same()
    {
        var differences = Named()
            .Where(chain =>
            {
                using var own = new OracleRunner("Data Source=:memory:", runner => runner.AddSQLite());
                using var ours = new OracleRunner("Data Source=:memory:", runner =>
                    runner.AddSQLite().UseProvisioning()
                );
                ours.Prepare();
                own.PrepareLike(ours);
                return !Alike(chain, own, ours, SchemaText.Sqlite, isOwnRefusalAlike: true);
            });

        Assert.Equal(
            OnSqlite.Keys.Order(StringComparer.Ordinal),
            differences.Select(chain => chain.Name).Order(StringComparer.Ordinal)
        );
    }

    private static bool Alike(
        (string Name, Action<Migration> Up) chain,
        OracleRunner own,
        OracleRunner ours,
        string catalog,
        bool isOwnRefusalAlike = false
    )
    {
        var theirs = own.Try(chain.Up, catalog);
        if (theirs.IsRefused && isOwnRefusalAlike)
        {
            return true;
        }

        var found = ours.Try(chain.Up, catalog);
        if (theirs != found)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{chain.Name}\n  FluentMigrator: {Only(theirs, found, own)}\n  provision: {Only(found, theirs, ours)}"
            );
        }

        return theirs == found;
    }

    private static string Only(
        (bool IsRefused, string Text) of,
        (bool IsRefused, string Text) other,
        OracleRunner runner
    ) =>
        of.IsRefused
            ? $"refuses: {runner.Refusal}"
            : string.Join(
                "\n    ",
                of.Text.Split('\n').Except(other.Text.Split('\n')).Take(other.IsRefused ? 0 : int.MaxValue)
            );

    // Several chains are called the same.
    private static IEnumerable<(string Name, Action<Migration> Up)> Named() =>
        Members
            .All()
            .GroupBy(chain => chain.Name, StringComparer.Ordinal)
            .SelectMany(chains =>
                chains.Select((chain, at) => (at == 0 ? chain.Name : $"{chain.Name}, {at + 1}", chain.Up))
            );
}
