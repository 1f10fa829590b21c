using Provisioning.Testing.Servers;

namespace Provisioning.Benchmarks;

/// <summary>Applying migrations, beside other tools: both engines, few and many migrations, from nothing and with
/// nothing to do.</summary>
internal sealed class Comparison(string folder, string provision, ThrowAwayServer? server)
{
    private static readonly int[] Sizes = [100, 1000];

    // Only the start is measured with so many.
    private const int Many = 2000;

    /// <summary>Installs, builds and measures.</summary>
    public async Task<IReadOnlyList<EndToEnd.Result>> RunAsync(int rounds)
    {
        var migrations = new List<GeneratedMigrations>();
        foreach (var size in (int[])[.. Sizes, Many])
        {
            migrations.Add(new(size, folder));
            await migrations[^1].BuildAsync(provision, withPeers: size != Many);
        }

        var tools = new Tools(folder, provision);
        Tool[] starters =
        [
            .. await tools.DbmateAsync() is { } dbmate ? [dbmate] : Array.Empty<Tool>(),
            tools.Native(migrations),
            tools.Managed,
        ];
        Tool[] all = [Tools.Floor, .. starters, .. tools.Libraries()];
        Engine[] engines =
        [
            new SqliteEngine(folder),
            .. server is null ? [] : (Engine[])[new PostgreSqlEngine(server)],
        ];
        var comparison = new EndToEnd(rounds, TimeSpan.FromSeconds(30));
        var results = new List<EndToEnd.Result>();
        foreach (var engine in engines)
        {
            foreach (var items in migrations)
            {
                results.Add(
                    items.Count == Many
                        ? await comparison.RunAsync(engine, items, starters, fresh: false)
                        : await comparison.RunAsync(engine, items, all)
                );
            }
        }

        return results;
    }
}
