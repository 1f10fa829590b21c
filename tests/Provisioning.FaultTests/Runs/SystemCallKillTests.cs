using System.Diagnostics;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Runs;

/// <summary>Kills a run as it enters one of the calls by which it reaches the disk or the server, which random moments
/// rarely hit. strace does the killing.</summary>
public sealed class SystemCallKillTests(PostgreSqlServer server)
{
    private const int Seed = 20261124;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Engine, string> Calls =>
        new()
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
        Strace.Require();
        await using var clean = await TestDatabase.CreateAsync(engine, server, Token);
        // All of them: those on sockets have no path to be known by.
        var count = (await Strace.PlacesAsync(Climb(clean), calls, "", Token))[^1];
        var expected = await Ladder.SnapshotAsync(clean, Token);
        var random = new Random(Seed);
        for (var attempt = 0; attempt < (Ladder.IsFull ? 25 : 2); attempt++)
        {
            // The later half is where the work is: at first the runtime itself is loaded.
            var at = random.Next(count / 2, count) + 1;
            await using var database = await TestDatabase.CreateAsync(engine, server, Token);
            var (_, hits, _) = await Strace.BreakAsync(Climb(database), calls, "signal=KILL", at, "", Token);
            FaultTable.Add(
                $"M3 killed at a system call, {engine}: {calls}",
                hits == 0 ? "not reached" : "finished by the next run"
            );

            var next = await ProvisionProcess.RunAsync(Token, Ladder.Command("up", database, "--to", "10"));

            Assert.True(next.ExitCode == 0, $"killed at {calls} number {at} of {count}: {next.Errors}");
            Assert.Equal(expected, await Ladder.SnapshotAsync(database, Token));
            Assert.Equal("10|1|10|10|10", await Ladder.VersionsAsync(database, Token));
        }
    }

    private static ProcessStartInfo Climb(TestDatabase database) =>
        new ProvisionOptions().Command(Ladder.Command("up", database, "--to", "10"));
}
