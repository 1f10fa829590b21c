using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>Migrations as FluentMigrator's users write them, in an assembly that was built against the package and
/// knows nothing of us.</summary>
public sealed class SampleMigrationTests(PostgreSqlServer server)
{
    private const string Orders =
        """SELECT "Status", "Weight", "Currency", "Total", (SELECT count(*) FROM "OrderLines") FROM "Orders" """;

    private static readonly string Assembly = Path.Combine(
        AppContext.BaseDirectory,
        "../../Provisioning.SampleMigrations/release/Provisioning.SampleMigrations.dll"
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task They_run_up_and_down_and_up_again(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);

        var up = await RunAsync(database, "up");
        var rows = await database.RowsAsync(Orders, Token);
        var totals = await database.RowsAsync("""SELECT "CustomerId", "Sum" FROM "Totals" """, Token);
        var down = await RunAsync(database, "down", "--to", "0", "--yes");
        var left = await database.RowsAsync("""SELECT count(*) FROM "VersionInfo" """, Token);
        var again = await RunAsync(database, "up");

        Assert.Equal((0, 0, 0), (up.ExitCode, down.ExitCode, again.ExitCode));
        Assert.StartsWith("2|7|EUR|5", Assert.Single(rows), StringComparison.Ordinal);
        Assert.Equal(["1|5.00"], totals);
        Assert.Equal(["0"], left);
        Assert.Equal(rows, await database.RowsAsync(Orders, Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task What_they_depend_on_is_theirs_and_not_ours(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);

        await RunAsync(database, "up");

        Assert.Equal(["3"], await database.RowsAsync("""SELECT count(*) FROM "Rooms" """, Token));
        Assert.Equal(["34.0.2"], await database.RowsAsync("""SELECT "MadeBy" FROM "People" """, Token));
    }

    [Fact]
    public async Task A_dependency_that_is_missing_is_named()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        var folder = Directory.CreateTempSubdirectory("provision-");
        var copy = Path.Combine(folder.FullName, "Shop.dll");
        File.Copy(Assembly, copy);

        var result = await ProvisionProcess.RunAsync(Token, "up", "--assembly", copy, "--url", database.Url);
        folder.Delete(recursive: true);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Newtonsoft.Json", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task Maintenance_runs_with_every_up_and_the_profile_where_it_is_asked_for(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);

        await RunAsync(database, "up");
        var second = await RunAsync(database, "up", "--profile", "Demo");

        Assert.Contains("Nothing to do", second.Output, StringComparison.Ordinal);
        Assert.Contains("run   DemoRows", second.Errors, StringComparison.Ordinal);
        Assert.Equal(
            ["2"],
            await database.RowsAsync("""SELECT count(*) FROM "Settings" WHERE "Name" = 'run'""", Token)
        );
        Assert.Equal(
            ["1"],
            await database.RowsAsync("""SELECT count(*) FROM "Customers" WHERE "Email" = 'demo@example.org'""", Token)
        );
        Assert.Equal(
            ["0"],
            await database.RowsAsync("""SELECT count(*) FROM "VersionInfo" WHERE "Version" = 0""", Token)
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task A_tagged_migration_runs_where_its_tag_is_asked_for(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);

        await RunAsync(database, "up");
        var without = await RunAsync(database, "status", "--check");
        var tagged = await RunAsync(database, "up", "--tag", "eu");

        Assert.Equal(0, without.ExitCode);
        Assert.Contains("excluded", without.Output, StringComparison.Ordinal);
        Assert.Contains("1 migration applied", tagged.Output, StringComparison.Ordinal);
        Assert.Equal(["0"], await database.RowsAsync("""SELECT count(*) FROM "Consents" """, Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_run_in_a_single_transaction_leaves_nothing_where_it_fails(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync("""CREATE TABLE "People" ("Id" integer)""", Token);

        var failed = await RunAsync(database, "up", "--single-transaction");
        var left = await database.TablesAsync(Token);
        await database.ExecuteAsync("""DROP TABLE "People" """, Token);
        var run = await RunAsync(database, "up", "--single-transaction");

        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("People", failed.Errors, StringComparison.Ordinal);
        Assert.Equal(["People"], left);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task A_profile_that_does_not_exist_is_wrong_usage()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);

        var run = await RunAsync(database, "up", "--profile", "demo");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("There are: Demo. Case counts.", run.Errors, StringComparison.Ordinal);
    }

    private static Task<ProvisionRun> RunAsync(TestDatabase database, params string[] arguments) =>
        WarmCommand.RunAsync([.. arguments, "--assembly", Assembly, "--url", database.Url], new(), Token);
}
