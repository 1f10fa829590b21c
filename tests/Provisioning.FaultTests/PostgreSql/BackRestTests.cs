using System.Globalization;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.PostgreSql;

/// <summary>pgBackRest, whose exit codes say little, driven so that they do.</summary>
public sealed class BackRestTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Full_and_incremental_backups_are_taken_verified_and_brought_back_to_a_moment()
    {
        Assert.SkipUnless(
            Shell.Has("pgbackrest") || Environment.GetEnvironmentVariable("CI") is "true",
            "`sudo apt-get install --yes pgbackrest` is enough."
        );
        await using var server = await PitrServer.StartAsync("-c archive_mode=on");
        var (config, repository) = (Path.Combine(server.Folder, "backrest.conf"), Path.Combine(server.Folder, "repo"));
        await server.ExecuteAsync("CREATE TABLE ledger AS SELECT 1 AS n", Token);

        var init = await PitrServer.ShellAsync(
            $"PROVISIONING_BACKREST_PASSPHRASE=canary-passphrase "
                + $"{PitrServer.Command("backrest", "init", "--url", server.Url, "--repo", repository, "--config",
                    config)}",
            Token
        );
        Assert.True(init.ExitCode == 0, init.Errors);
        var full = await server.PrintedAsync(init.Output, "provision backrest backup", "", Token);
        await server.ExecuteAsync("INSERT INTO ledger VALUES (2)", Token);
        // pgBackRest counts in seconds: the moment has to lie in a later one than the backup's end.
        await server.ExecuteAsync("SELECT pg_sleep(1.1)", Token);
        var moment = await server.QueryAsync(
            "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00'",
            Token
        );
        await server.ExecuteAsync("DROP TABLE ledger", Token);
        var incremental = await RunAsync(config, "backup", "--incremental");
        var whole = await RunAsync(config, "verify");
        var restored = await RunAsync(
            config,
            "restore",
            "--time",
            moment,
            "--to",
            Path.Combine(server.Folder, "restored")
        );
        var early = await RunAsync(
            config,
            "restore",
            "--time",
            "2001-01-01 00:00:00Z",
            "--to",
            Path.Combine(server.Folder, "early")
        );

        Assert.True(incremental.ExitCode == 0, incremental.Errors);
        Assert.True(whole.ExitCode == 0, whole.Output + whole.Errors);
        Assert.True(restored.ExitCode == 0, restored.Errors);
        Assert.Equal(1, early.ExitCode);
        Assert.Contains("(incr)", incremental.Output, StringComparison.Ordinal);
        Assert.Contains("The earliest moment", early.Errors, StringComparison.Ordinal);
        Assert.Equal(
            "2",
            await PitrServer.AskAsync(Path.Combine(server.Folder, "restored"), "SELECT count(*) FROM ledger", Token)
        );
        Assert.DoesNotContain(
            "canary",
            init.Output + init.Errors + full.Output + full.Errors + restored.Output,
            StringComparison.Ordinal
        );
        await AssertDamageIsFoundAsync(config, repository);
    }

    private static async Task AssertDamageIsFoundAsync(string config, string repository)
    {
        await File.WriteAllTextAsync(
            config,
            (await File.ReadAllTextAsync(config, Token)).Replace(
                "canary-passphrase",
                "another",
                StringComparison.Ordinal
            ),
            Token
        );
        var locked = await RunAsync(config, "verify");
        await File.WriteAllTextAsync(
            config,
            (await File.ReadAllTextAsync(config, Token)).Replace(
                "=another",
                "=canary-passphrase",
                StringComparison.Ordinal
            ),
            Token
        );
        await FlipAsync(repository);
        var damaged = await RunAsync(config, "verify");

        Assert.Equal((1, 3), (locked.ExitCode, damaged.ExitCode));
        Assert.Contains("passphrase", locked.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", locked.Errors, StringComparison.Ordinal);
        Assert.Contains("found", damaged.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_refuses_another_user_than_the_servers_and_says_that_archiving_wants_a_restart()
    {
        Assert.SkipUnless(
            Shell.Has("pgbackrest") || Environment.GetEnvironmentVariable("CI") is "true",
            "`sudo apt-get install --yes pgbackrest` is enough."
        );
        await using var server = await PitrServer.StartAsync();
        string[] init =
        [
            "backrest",
            "init",
            "--url",
            server.Url,
            "--repo",
            Path.Combine(server.Folder, "repo"),
            "--config",
            Path.Combine(server.Folder, "backrest.conf"),
        ];

        var own = await PitrServer.RunAsync(Token, init);

        Assert.Equal(1, own.ExitCode);
        Assert.Contains("archive_mode is off", own.Errors, StringComparison.Ordinal);
        if (Environment.IsPrivilegedProcess)
        {
            var other = await ProvisionProcess.RunAsync(Token, init);
            Assert.Equal(1, other.ExitCode);
            Assert.Contains("belongs to user", other.Errors, StringComparison.Ordinal);
        }
    }

    private static Task<ProvisionRun> RunAsync(string config, string command, params string[] more) =>
        PitrServer.RunAsync(Token, ["backrest", command, "--config", config, .. more]);

    // The largest file of the newest backup, in its middle.
    private static async Task FlipAsync(string repository)
    {
        var file = Directory
            .GetFiles(Path.Combine(repository, "repo", "backup"), "*.gz", SearchOption.AllDirectories)
            .Where(path => path.Contains("F/", StringComparison.Ordinal))
            .OrderByDescending(path => new FileInfo(path).Length)
            .First();
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = stream.Length / 2;
        var value = stream.ReadByte();
        stream.Position = stream.Length / 2;
        stream.WriteByte((byte)(value ^ 1));
        Assert.True(stream.Length > 0, file.ToString(CultureInfo.InvariantCulture));
    }
}
