using System.Diagnostics;
using System.Globalization;
using Provisioning.Fleets.Runs;
using Provisioning.Fleets.States;
using Provisioning.Fleets.Targets;
using Provisioning.Planning;

namespace Provisioning.FleetSimulation;

/// <summary>A fleet in memory that is migrated while connections are lost, servers are slow, and the process is killed:
/// once with a kill, once more to its end, and then those again that failed.</summary>
/// <param name="targets">How many targets there are.</param>
/// <param name="seed">What goes wrong.</param>
public sealed class Simulation(int targets, int seed)
{
    private const int Migrations = 3;

    private readonly Faults _faults = new(seed);
    private readonly MigrationCatalog _catalog = SimulatedMigrations.Of(Migrations);

    /// <summary>Runs it.</summary>
    /// <param name="record">The file of the runs' record.</param>
    public async Task<SimulationReport> RunAsync(string record)
    {
        var random = new Random(seed);
        SimulatedDatabase[] databases =
        [
            .. Enumerable
                .Range(0, targets)
                .Select(i => new SimulatedDatabase(string.Create(CultureInfo.InvariantCulture, $"target_{i}"), _faults)
                {
                    IsUnreachable = random.NextDouble() < 0.003,
                    IsBroken = random.NextDouble() < 0.005,
                }),
        ];
        FleetTarget[] fleet = [.. databases.Select(database => new FleetTarget(database.Name, database))];
        var watch = Stopwatch.StartNew();
        _faults.KilledAfter = targets;
        byte[] left = [];
        _faults.Killed = () => left = Content(record);
        await MigrateAsync(fleet, record);
        // What the process would have written after its death.
        await File.WriteAllBytesAsync(record, left);
        var killed = FleetRecord.Read(record);
        var problems = Problems(databases, killed, isEnded: false);
        _faults.Revive();

        await MigrateAsync(fleet, record);
        var second = FleetRecord.Read(record);
        problems.AddRange(Problems(databases, second, isEnded: true));

        var failed = second.Unfinished.Select(outcome => outcome.Name).ToHashSet(StringComparer.Ordinal);
        await MigrateAsync([.. fleet.Where(target => failed.Contains(target.Name))], record);
        var third = FleetRecord.Read(record);
        problems.AddRange(Problems(databases, third, isEnded: true));
        return new(
            watch.Elapsed,
            killed.Outcomes.Count(outcome => outcome.State is OutcomeState.Done),
            databases.Count(IsWhole),
            third.Unfinished.Count(),
            databases.Count(database => database.IsBroken || database.IsUnreachable),
            problems
        )
        {
            Faults = _faults.Counts.AsReadOnly(),
        };
    }

    private async Task MigrateAsync(IReadOnlyList<FleetTarget> fleet, string record)
    {
        var options = new FleetRunOptions
        {
            Parallel = 32,
            MaxFailures = new(100, IsPercent: true),
            Waves = new() { Canary = 0, Size = new(10, IsPercent: true) },
            FirstPause = TimeSpan.FromMilliseconds(1),
            Tries = 8,
        };
        var status = await new FleetReader(_catalog, new(), options.Parallel).ReadAsync(
            fleet,
            options.To,
            CancellationToken.None
        );
        using var writer = FleetRecordWriter.Open(record, new("up", "simulated", null), TimeProvider.System);
        await new FleetRunner(_catalog, options, TimeProvider.System).RunAsync(status, writer, CancellationToken.None);
    }

    // What would be a defect of the product.
    private static List<string> Problems(SimulatedDatabase[] databases, FleetRecord record, bool isEnded)
    {
        var outcomes = record.Outcomes.ToDictionary(outcome => outcome.Name, StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var database in databases)
        {
            if (database.Commits.Values.Any(times => times != 1))
            {
                problems.Add($"{database.Name} has a migration that was applied twice");
            }

            if (database.MostWriters > 1)
            {
                problems.Add($"{database.Name} was migrated by two at once");
            }

            if (!outcomes.TryGetValue(database.Name, out var outcome))
            {
                continue;
            }

            if (outcome.State is OutcomeState.Done or OutcomeState.Nothing && !IsWhole(database))
            {
                problems.Add($"{database.Name} is reported as done, and is not");
            }

            if (isEnded && !IsWhole(database) && outcome.State is not OutcomeState.Failed)
            {
                problems.Add($"{database.Name} is not done, and is reported as {outcome.State}");
            }
        }

        return problems;
    }

    private static bool IsWhole(SimulatedDatabase database) => database.Commits.Count == Migrations;

    private static byte[] Content(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return copy.ToArray();
    }
}
