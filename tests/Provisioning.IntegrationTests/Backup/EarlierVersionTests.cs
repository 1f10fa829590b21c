using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Backup;

/// <summary>Backups of a database that later migrations have yet to reach.</summary>
public sealed class EarlierVersionTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task What_the_profile_asks_about_tables_to_come_is_left_out_and_named(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        using var folder = new TestFolder();
        await RunAsync(database, "up", "--to", "1");

        var created = await RunAsync(database, "backup", "create", "--to", folder.Path);
        var verified = await RunAsync(database, "backup", "verify", "--from", folder.Path, "--level", "4");

        Assert.True(created.ExitCode == 0, created.Errors);
        Assert.Contains("Left out: the answer to ", created.Output, StringComparison.Ordinal);
        Assert.Contains("conversations", created.Output, StringComparison.Ordinal);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Errors);
    }

    private static Task<ProvisionRun> RunAsync(TestDatabase database, params string[] arguments) =>
        ProvisionProcess.RunAsync(Token, [.. arguments, "--system", "querygpt", "--url", database.Url]);
}
