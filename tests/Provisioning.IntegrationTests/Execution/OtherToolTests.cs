using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>FluentMigrator at work in the same database knows nothing of our own table.</summary>
public sealed class OtherToolTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task A_version_that_another_tool_rolled_back_is_pending_and_is_applied_again(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        Assert.Equal(0, (await ProvisionProcess.RunAsync(Token, Ladder.Command("up", database, "--to", "3"))).ExitCode);
        await database.ExecuteAsync("""DROP TABLE rung_3; DELETE FROM "VersionInfo" WHERE "Version" = 3""", Token);

        var status = await ProvisionProcess.RunAsync(Token, Ladder.Command("status", database));
        var up = await ProvisionProcess.RunAsync(Token, Ladder.Command("up", database, "--to", "3"));

        Assert.Contains("2 applied, 100 pending;", status.Output, StringComparison.Ordinal);
        Assert.True(up.ExitCode == 0, up.Errors);
        Assert.Equal("3|1|3|3|3", await Ladder.VersionsAsync(database, Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_version_table_that_another_tool_dropped_is_made_again(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        Assert.Equal(0, (await ProvisionProcess.RunAsync(Token, Ladder.Command("up", database, "--to", "2"))).ExitCode);
        await database.ExecuteAsync("""DROP TABLE rung_1; DROP TABLE rung_2; DROP TABLE "VersionInfo" """, Token);

        var up = await ProvisionProcess.RunAsync(Token, Ladder.Command("up", database, "--to", "2"));

        Assert.True(up.ExitCode == 0, up.Errors);
        Assert.Equal("2|1|2|2|2", await Ladder.VersionsAsync(database, Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_database_without_our_own_table_goes_up_and_down(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        Assert.Equal(0, (await ProvisionProcess.RunAsync(Token, Ladder.Command("up", database, "--to", "2"))).ExitCode);
        await database.ExecuteAsync(
            """DROP TABLE provisioning_ledger; INSERT INTO "VersionInfo" ("Version", "Description") VALUES (999, 'unknown')""",
            Token
        );

        var down = await ProvisionProcess.RunAsync(Token, Ladder.Command("down", database, "--yes", "--allow-unknown"));
        var up = await ProvisionProcess.RunAsync(
            Token,
            Ladder.Command("up", database, "--to", "3", "--allow-unknown")
        );

        Assert.True(down.ExitCode == 0, down.Errors);
        Assert.True(up.ExitCode == 0, up.Errors);
        Assert.Equal("4|1|999|2|2", await Ladder.VersionsAsync(database, Token));
    }
}
