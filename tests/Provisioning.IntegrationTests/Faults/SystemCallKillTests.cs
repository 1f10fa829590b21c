using System.Diagnostics;
using System.Globalization;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Faults;

/// <summary>Kills a run as it enters one of the calls by which it reaches the disk or the server, which random moments rarely hit. strace does the killing.</summary>
public sealed class SystemCallKillTests(PostgreSqlServer server)
{
    private const int Seed = 20261124;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Engine, string> Calls => new()
    {
        { Engine.Sqlite, "openat" },
        { Engine.Sqlite, "pwrite64" },
        { Engine.Sqlite, "fdatasync,fsync" },
        { Engine.Sqlite, "unlink" },
        { Engine.Sqlite, "fcntl" },
        { Engine.PostgreSql, "connect" },
        { Engine.PostgreSql, "sendto,sendmsg" },
        { Engine.PostgreSql, "recvfrom,recvmsg" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_run_killed_at_a_system_call_is_finished_by_the_next_one(Engine engine, string calls)
    {
        Assert.SkipUnless(Shell.Has("strace"), "`apt-get install strace` lets this test kill a run at a system call");
        await using var clean = await TestDatabase.CreateAsync(engine, server, Token);
        var log = Path.GetTempFileName();
        await TraceAsync(clean, "-o", log, "-e", $"trace={calls}");
        var count = (await File.ReadAllLinesAsync(log, Token)).Count(line => line.Contains('(', StringComparison.Ordinal));
        File.Delete(log);
        var expected = await Ladder.SnapshotAsync(clean, Token);
        Assert.InRange(count, 1, int.MaxValue);

        var random = new Random(Seed);
        for (var attempt = 0; attempt < (Ladder.IsFull ? 25 : 2); attempt++)
        {
            // The later half is where the work is: at first the runtime itself is loaded.
            var at = random.Next(count / 2, count) + 1;
            await using var database = await TestDatabase.CreateAsync(engine, server, Token);
            await TraceAsync(database, "-o", "/dev/null", "-e", $"trace={calls}", "-e", $"inject={calls}:signal=KILL:when={at.ToString(CultureInfo.InvariantCulture)}");

            var next = await ProvisionProcess.RunAsync(Token, Climb(database));

            Assert.True(next.ExitCode == 0, $"killed at {calls} number {at} of {count}: {next.Errors}");
            Assert.Equal(expected, await Ladder.SnapshotAsync(database, Token));
            Assert.Equal("10|1|10|10|10", await Ladder.VersionsAsync(database, Token));
        }
    }

    private static string[] Climb(TestDatabase database) => Ladder.Command("up", database, "--to", "10");

    private static async Task TraceAsync(TestDatabase database, params string[] options)
    {
        var command = new ProvisionOptions().Command(Climb(database));
        var start = Shell.Redirected(["strace", "-f", "-qq", .. options, command.FileName, .. command.ArgumentList]);
        start.WorkingDirectory = command.WorkingDirectory;
        using var process = Process.Start(start)!;
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
        await process.WaitForExitAsync(Token);
        await output;
    }
}
