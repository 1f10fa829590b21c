using System.Diagnostics;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Runs;

/// <summary>What is left of a backfill that is killed or interrupted at any batch, and what the next run makes of
/// it.</summary>
public sealed class BackfillKillTests(PostgreSqlServer server)
{
    private const int Seed = 20261129;
    private const string Rows = "SELECT n, count(*) FROM filled GROUP BY n ORDER BY n";

    private static readonly string[] Up = ["up", "--backfill-pause", "3"];
    private static readonly string[] Down = ["down", "--to", "8", "--yes", "--backfill-pause", "3"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Each_row_is_done_once_up_and_down_however_often_the_run_is_killed(Engine engine)
    {
        var random = new Random(Seed);
        var halfWay = 0;
        for (var attempt = 0; attempt < (Ladder.IsFull ? 50 : 5); attempt++)
        {
            await using var database = await TestDatabase.CreateAsync(engine, server, Token);
            var steps = Of(database);
            Assert.Equal(0, (await steps.RunAsync(Token, "up", "--to", "8")).ExitCode);

            halfWay += await KillAsync(database, steps, Up, random) + await KillAsync(database, steps, Up, random);
            var up = await steps.RunAsync(Token, "up");
            Assert.True(up.ExitCode == 0, $"up (seed {Seed}, attempt {attempt}): {up.Errors}");
            Assert.Equal(["1|2999", "1101|1"], await database.RowsAsync(Rows, Token));

            halfWay += await KillAsync(database, steps, Down, random);
            var down = await steps.RunAsync(Token, "down", "--to", "8", "--yes");
            Assert.True(down.ExitCode == 0, $"down (seed {Seed}, attempt {attempt}): {down.Errors}");
            Assert.Equal(["0|2999", "1100|1"], await database.RowsAsync(Rows, Token));
            FaultTable.Add($"a backfill, killed at a random batch, {engine}", "finished by the next run");
        }

        Assert.True(halfWay > 0, "no run was killed between two batches");
    }

    [Theory]
    [OnBothEngines]
    public async Task A_signal_ends_it_within_two_seconds_at_a_whole_batch(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var steps = Of(database);
        Assert.Equal(0, (await steps.RunAsync(Token, "up", "--to", "8")).ExitCode);
        await using var run = steps.Start("up", "--backfill-pause", "60000");
        await UntilBegunAsync(database);

        var since = Stopwatch.GetTimestamp();
        await run.SendAsync(Signal.Int);
        var end = await run.WaitAsync(Token);
        var took = Stopwatch.GetElapsedTime(since);
        var between = await database.RowsAsync("SELECT count(*) FROM filled WHERE n IN (1, 101)", Token);
        var next = await steps.RunAsync(Token, "up");

        Assert.Equal(130, end.ExitCode);
        Assert.True(took < TimeSpan.FromSeconds(2), $"{took}");
        Assert.Equal(["25"], between);
        Assert.Equal((0, ""), (next.ExitCode, next.ExitCode == 0 ? "" : next.Errors));
        Assert.Contains("backfill filled: 2,975 rows", next.Errors, StringComparison.Ordinal);
        Assert.Equal(["1|2999", "1101|1"], await database.RowsAsync(Rows, Token));
    }

    private static Scripted Of(TestDatabase database) => new(database) { Versions = [8, 9] };

    // Whether it was killed between two batches: 1 or 0.
    private static async Task<int> KillAsync(TestDatabase database, Scripted steps, string[] command, Random random)
    {
        await using var killed = steps.Start(command);
        await UntilBegunAsync(database);
        await Task.Delay(random.Next(700), Token);
        await killed.SendAsync(Signal.Kill);
        await killed.WaitAsync(Token);
        var left = await database.RowsAsync(
            "SELECT count(*) FROM provisioning_ledger WHERE version = 9 AND backfilled_to IS NOT NULL",
            Token
        );
        return left is ["1"] ? 1 : 0;
    }

    private static async Task UntilBegunAsync(TestDatabase database)
    {
        for (var tries = 0; tries < 1200; tries++)
        {
            try
            {
                var begun = await database.RowsAsync(
                    "SELECT count(*) FROM provisioning_ledger WHERE version = 9 AND backfilled_to IS NOT NULL",
                    Token
                );
                if (begun is ["1"])
                {
                    return;
                }
            }
            catch (System.Data.Common.DbException)
            {
                // Not there yet, or being written.
            }

            await Task.Delay(20, Token);
        }

        Assert.Fail("the backfill never began");
    }
}
