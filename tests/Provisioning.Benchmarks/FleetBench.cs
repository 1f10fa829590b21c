using System.Diagnostics;
using System.Globalization;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.Fleets.Runs;
using Provisioning.Fleets.States;
using Provisioning.Fleets.Targets;
using Provisioning.FleetSimulation;
using Provisioning.Planning;
using Provisioning.Systems;
using Provisioning.Testing.Servers;

namespace Provisioning.Benchmarks;

/// <summary>What a fleet takes: its status, a run over it, and a simulated one with all that goes wrong.</summary>
/// <param name="folder">Where files are made.</param>
internal sealed class FleetBench(string folder)
{
    private const int Schemas = 1000;
    private const int Files = 1000;
    private const int Databases = 100;
    private const int Simulated = 10_000;
    private const int Rounds = 5;

    private static readonly string[] Columns =
    [
        "",
        "targets",
        "status ms",
        "nothing to do: up ms",
        "up ms",
        "up, a target ms",
    ];

    private readonly MigrationCatalog _catalog = SimulatedMigrations.Of(3);

    /// <summary>Measures, and adds what was found to the report.</summary>
    public async Task RunAsync(Report report)
    {
        report.Heading("Fleets");
        report.Paragraph(
            $"""
            In one process, connections included; status is the median of {Rounds}. Three migrations with a table each, on a server with fsync off. Eight targets
            are under way at once. Databases on PostgreSQL are real ones, copied from a template: {Databases} of them, as {Schemas} would be 7 GB.
            """
        );
        await using var server = await ThrowAwayServer.StartAsync();
        if (server is null)
        {
            report.Paragraph("There are no binaries of a PostgreSQL server on this machine: fleets were not measured.");
            return;
        }

        var port = server.Port.ToString(CultureInfo.InvariantCulture);
        var url = $"postgresql://postgres@127.0.0.1:{port}/";
        report.Table([
            Columns,
            await MeasureAsync("PostgreSQL, schemas of one database", await SchemasAsync($"{url}schemas")),
            await MeasureAsync("PostgreSQL, databases", await CopiesAsync(url)),
            await MeasureAsync("SQLite, files", await FilesAsync()),
        ]);
        await SimulateAsync(report);
    }

    private async Task SimulateAsync(Report report)
    {
        var record = Path.Combine(folder, "simulation.jsonl");
        var found = await new Simulation(Simulated, seed: 1).RunAsync(record);
        var faults = string.Join(", ", found.Faults.Select(fault => $"{fault.Key} {Report.Number(fault.Value)}"));
        report.Paragraph(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                Simulated: {Simulated:N0} targets in memory, three migrations each, 32 at once, in {found.Duration.TotalSeconds:0.0} s: a run that is killed after
                {found.DoneAtKill:N0} targets, one more, and one over those that failed. {found.Done:N0} ended with every migration once, {found.Failed:N0} were
                reported as failed ({found.Hopeless:N0} of them could not be migrated at all), {found.Problems.Count} were applied twice or not reported. Faults: {faults}.
                """
            )
        );
    }

    private async Task<string[]> MeasureAsync(string name, IReadOnlyList<FleetTarget> fleet)
    {
        var pending = fleet.Count == Databases ? 0 : await UpAsync(fleet);
        var status = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            var watch = Stopwatch.StartNew();
            var found = await ReadAsync(fleet);
            status.Add(watch.Elapsed.TotalMilliseconds);
            if (found.Count(TargetCondition.Current) != fleet.Count)
            {
                throw new InvalidOperationException($"Not all of {name} are current.");
            }
        }

        var nothing = await UpAsync(fleet);
        return
        [
            name,
            Report.Number(fleet.Count),
            Report.Number(status.Order().ElementAt(Rounds / 2)),
            Report.Number(nothing),
            pending == 0 ? "" : Report.Number(pending),
            pending == 0 ? "" : Report.Number(pending / fleet.Count),
        ];
    }

    private Task<FleetStatus> ReadAsync(IReadOnlyList<FleetTarget> fleet) =>
        new FleetReader(_catalog, new()).ReadAsync(fleet, new MigrationTarget.Up(), CancellationToken.None);

    private async Task<double> UpAsync(IReadOnlyList<FleetTarget> fleet)
    {
        var watch = Stopwatch.StartNew();
        var report = await new FleetRunner(_catalog, new(), TimeProvider.System).RunAsync(
            await ReadAsync(fleet),
            record: null,
            CancellationToken.None
        );
        return report.Stopped is null
            ? watch.Elapsed.TotalMilliseconds
            : throw new InvalidOperationException($"The run stopped: {report.Stopped}.");
    }

    private static async Task<IReadOnlyList<FleetTarget>> SchemasAsync(string url)
    {
        var around = DatabaseUrl.Parse(url);
        await around.CreateAsync(CancellationToken.None);
        await using var session = await around.OpenAsync(CancellationToken.None);
        for (var i = 0; i < Schemas; i++)
        {
            await session.ExecuteAsync($"CREATE SCHEMA {Name(i)}", CancellationToken.None);
        }

        return Targets(Schemas, name => DatabaseUrl.Parse(url, schema: name));
    }

    private async Task<IReadOnlyList<FleetTarget>> CopiesAsync(string url)
    {
        var template = DatabaseUrl.Parse($"{url}template");
        await InitializeAsync(template);
        await using var session = await DatabaseUrl.Parse($"{url}postgres").OpenAsync(CancellationToken.None);
        for (var i = 0; i < Databases; i++)
        {
            await session.ExecuteAsync($"CREATE DATABASE {Name(i)} TEMPLATE template", CancellationToken.None);
        }

        return Targets(Databases, name => DatabaseUrl.Parse($"{url}{name}"));
    }

    private async Task<IReadOnlyList<FleetTarget>> FilesAsync()
    {
        var place = Directory.CreateDirectory(Path.Combine(folder, "fleet"));
        place.Delete(recursive: true);
        place.Create();
        var fleet = Targets(Files, name => DatabaseUrl.Parse($"sqlite:///{Path.Combine(place.FullName, name)}.db"));
        foreach (var target in fleet)
        {
            await target.Database.CreateAsync(CancellationToken.None);
            await using var session = await target.Database.OpenAsync(CancellationToken.None);
            // A file that is empty is not there.
            await session.ExecuteAsync("CREATE TABLE first (n integer)", CancellationToken.None);
        }

        return fleet;
    }

    private Task<ProvisioningResult> InitializeAsync(Database database) =>
        new Provisioner(database, new MigrationRunner(_catalog, new(), TimeProvider.System)).InitializeAsync(
            [],
            seeding: null,
            CancellationToken.None
        );

    private static IReadOnlyList<FleetTarget> Targets(int count, Func<string, Database> database) =>
        [.. Enumerable.Range(0, count).Select(Name).Select(name => new FleetTarget(name, database(name)))];

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"t{number:0000}");
}
