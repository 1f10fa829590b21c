using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>Migrations in an assembly of a user's that name what FluentMigrator does not have.</summary>
public sealed class SampleAdditionTests(PostgreSqlServer server)
{
    private static readonly string Assembly = Path.Combine(
        AppContext.BaseDirectory,
        "../../Provisioning.SampleAdditions/release/Provisioning.SampleAdditions.dll"
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task A_repeatable_migration_runs_when_it_is_another_than_the_one_that_ran(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);

        var first = await RunAsync(database, "up");
        var second = await RunAsync(database, "up");
        await database.ExecuteAsync("UPDATE provisioning_ledger SET checksum = 'other' WHERE version < 0", Token);
        var third = await RunAsync(database, "up");

        Assert.Contains("run   Answers", first.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Answers", second.Errors, StringComparison.Ordinal);
        Assert.Contains("run   Answers", third.Errors, StringComparison.Ordinal);
        Assert.Equal(
            ["1"],
            await database.RowsAsync("SELECT count(*) FROM provisioning_ledger WHERE version < 0", Token)
        );
        Assert.Equal(
            ["0"],
            await database.RowsAsync("""SELECT count(*) FROM "VersionInfo" WHERE "Version" < 0""", Token)
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task A_condition_is_answered_at_its_place_and_a_foreign_key_may_have_several_columns(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);

        await RunAsync(database, "up");
        await database.ExecuteAsync("""INSERT INTO "OrderPlaces" VALUES (1, 2)""", Token);
        await database.ExecuteAsync("""INSERT INTO "Floors" ("OrderId", "Line") VALUES (1, 2)""", Token);

        Assert.Equal(
            ["1|2|1"],
            await database.RowsAsync("""SELECT "OrderId", "Line", "Level" FROM "Floors" """, Token)
        );
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
            database.ExecuteAsync(
                $"""{(engine is Engine.Sqlite ? "PRAGMA foreign_keys = ON; " : "")}INSERT INTO "Floors" ("OrderId", "Line") VALUES (1, 3)""",
                Token
            )
        );
    }

    private static Task<ProvisionRun> RunAsync(TestDatabase database, params string[] arguments) =>
        WarmCommand.RunAsync([.. arguments, "--assembly", Assembly, "--url", database.Url], new(), Token);
}
