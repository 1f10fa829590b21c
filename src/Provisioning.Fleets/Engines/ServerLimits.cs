using Provisioning.Fleets.Targets;

namespace Provisioning.Fleets.Engines;

/// <summary>How many targets are worked on at once on each server: as many as asked for, and no more than half of the
/// connections that it has free, so that the applications keep the others.</summary>
/// <param name="most">How many at most.</param>
internal sealed class ServerLimits(int most)
{
    private const int Tries = 3;

    /// <summary>Does the work for each item, those of a server side by side.</summary>
    /// <param name="items">The items.</param>
    /// <param name="targetOf">The target of an item.</param>
    /// <param name="work">The work; its errors end everything.</param>
    /// <param name="token">Stops starting more; what has begun is waited for.</param>
    public async Task ForEachAsync<T>(
        IEnumerable<T> items,
        Func<T, FleetTarget> targetOf,
        Func<T, Task> work,
        CancellationToken token
    )
    {
        var servers = items
            .GroupBy(item => ServerOf(targetOf(item)), StringComparer.Ordinal)
            .Select(async server =>
            {
                var waiting = new System.Collections.Concurrent.ConcurrentQueue<T>(server);
                var limit = await LimitAsync([.. server.Take(Tries).Select(targetOf)], token);
                var workers = Enumerable
                    .Range(0, Math.Min(limit, waiting.Count))
                    .Select(_ =>
                        Task.Run(
                            async () =>
                            {
                                while (!token.IsCancellationRequested && waiting.TryDequeue(out var item))
                                {
                                    await work(item);
                                }
                            },
                            CancellationToken.None
                        )
                    );
                await Task.WhenAll(workers);
            });
        await Task.WhenAll(servers);
        token.ThrowIfCancellationRequested();
    }

    private static string ServerOf(FleetTarget target) => FleetEngines.Of(target.Database).ServerOf(target.Database);

    // The first that answers speaks for its server.
    private async Task<int> LimitAsync(IReadOnlyList<FleetTarget> targets, CancellationToken token)
    {
        foreach (var target in most > 1 ? targets : [])
        {
            try
            {
                var free = await FleetEngines.Of(target.Database).FreeConnectionsAsync(target.Database, token);
                return free is { } count ? Math.Clamp(count / 2, 1, most) : most;
            }
            catch (ProvisioningException)
            {
                // Whoever works on it will say what is wrong.
            }
        }

        return most;
    }
}
