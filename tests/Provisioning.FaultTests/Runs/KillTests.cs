using System.Diagnostics;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Runs;

/// <summary>What is left when a run is killed, and what the next one makes of it.</summary>
public sealed class KillTests(PostgreSqlServer server)
{
    // Printed where it fails, so that the points can be tried again.
    private const int Seed = 20261123;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task A_run_killed_at_any_point_is_finished_by_the_next_one(Engine engine)
    {
        var random = new Random(Seed);
        await using var clean = await TestDatabase.CreateAsync(engine, server, Token);
        var since = Stopwatch.GetTimestamp();
        Assert.Equal(0, (await ProvisionProcess.RunAsync(Token, Climb(clean))).ExitCode);
        var whole = Stopwatch.GetElapsedTime(since);
        var expected = await Ladder.SnapshotAsync(clean, Token);

        for (var attempt = 0; attempt < (Ladder.IsFull ? 200 : 20); attempt++)
        {
            await using var database = await TestDatabase.CreateAsync(engine, server, Token);
            await using var killed = ProvisionProcess.Start(Climb(database), new());
            var point = whole * random.NextDouble();
            await Task.Delay(point, Token);
            await killed.SendAsync(Signal.Kill);
            await killed.WaitAsync(Token);

            var next = await ProvisionProcess.RunAsync(Token, Climb(database));

            Assert.True(
                next.ExitCode == 0,
                $"killed after {point.TotalMilliseconds:0} ms (seed {Seed}, attempt {attempt}): {next.Errors}"
            );
            Assert.Equal(expected, await Ladder.SnapshotAsync(database, Token));
            Assert.Equal("50|1|50|50|50", await Ladder.VersionsAsync(database, Token));
            FaultTable.Add($"M3 killed at a random moment, {engine}", "finished by the next run");
        }
    }

    private static string[] Climb(TestDatabase database) => Ladder.Command("up", database, "--to", "50");
}
