using Provisioning.IntegrationTests.Support;
using Xunit;
using static Provisioning.IntegrationTests.Seeding.LoadCase;

namespace Provisioning.IntegrationTests.Seeding;

/// <summary>A load of rows that was interrupted, and what continues it.</summary>
public sealed class InterruptedLoadTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task A_load_that_was_interrupted_anywhere_goes_on_without_a_double_or_missing_row(Engine engine)
    {
        await using var whole = await StartAsync(engine, server);
        await LoadAsync(whole, new() { Rows = 200, Batch = 50 });
        var expected = await HashAsync(whole, Names);
        for (var stopAt = 1; stopAt < 36; stopAt += 5)
        {
            await using var database = await StartAsync(engine, server);
            using var stop = new CancellationTokenSource();
            var reports = 0;
            var interrupted = false;
            try
            {
                await LoadAsync(
                    database,
                    new()
                    {
                        Rows = 200,
                        Batch = 50,
                        Writers = 2,
                    },
                    new Watch(() =>
                    {
                        if (Interlocked.Increment(ref reports) == stopAt)
                        {
                            stop.Cancel();
                        }
                    }),
                    stop
                );
            }
            catch (OperationCanceledException)
            {
                interrupted = true;
            }

            Assert.True(interrupted, $"was done before report {stopAt}");
            var refused = await Assert.ThrowsAsync<ProvisioningException>(() =>
                LoadAsync(database, new() { Rows = 200, Batch = 50 })
            );
            var filled = await LoadAsync(
                database,
                new()
                {
                    Batch = 50,
                    Writers = 2,
                    Resumes = true,
                }
            );

            Assert.Contains("--resume", refused.Message, StringComparison.Ordinal);
            Assert.All(filled, table => Assert.Equal((table.Table, 200), (table.Table, table.Rows)));
            Assert.Equal(expected, await HashAsync(database, Names));
            Assert.Empty(await FindingsAsync(database));
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task Another_seed_number_or_structure_does_not_continue_a_load(Engine engine)
    {
        await using var database = await StartAsync(engine, server);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            LoadAsync(database, new() { Batch = 50 }, new Watch(stop.Cancel), stop)
        );

        var seed = await Assert.ThrowsAsync<ProvisioningException>(() =>
            LoadAsync(database, new() { Seed = 1, Resumes = true })
        );
        await database.ExecuteAsync("ALTER TABLE users ADD COLUMN more text", Token);
        var structure = await Assert.ThrowsAsync<ProvisioningException>(() =>
            LoadAsync(database, new() { Resumes = true })
        );

        Assert.Contains("has seed number 42, not 1", seed.Message, StringComparison.Ordinal);
        Assert.Contains("was of another structure", structure.Message, StringComparison.Ordinal);
    }
}
