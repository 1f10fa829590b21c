using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Adoption;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Ledger;
using Provisioning.Schema;
using Provisioning.Seeding;
using Provisioning.Seeding.Filling;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision seed --auto</c>: fills a database by its structure alone.</summary>
internal sealed class AutoSeed(CommandLineApplication command, TargetOptions target, SeedCommandOptions seeds)
{
    private const long UsualRows = 100;

    private readonly CommandOption _auto = command.Flag(
        "--auto",
        "Fill every table that has no rows, by the structure of the database alone."
    );

    private readonly CommandOption _rows = command.Value(
        "--rows <N>",
        "With --auto: how many rows each table gets. Default: 100."
    );

    private readonly Confirmation _confirmation = new(command);

    /// <summary>Whether it was asked for.</summary>
    /// <exception cref="UsageException">The options contradict each other.</exception>
    public bool IsGiven =>
        (_auto.HasValue(), _rows.HasValue(), seeds.IsSeederGiven) switch
        {
            (true, _, true) => throw new UsageException("Give --auto or a seeder, not both."),
            (false, true, _) => throw new UsageException("--rows is for --auto; a seeder has its own numbers."),
            (var isGiven, _, _) => isGiven,
        };

    /// <summary>Fills the tables.</summary>
    public async Task<int> RunAsync(HistoryFlags history, Report report, CancellationToken token)
    {
        var (system, database) = (target.SystemOrNone, target.DatabaseAlone);
        var options = new FillOptions
        {
            Rows = _rows.Number(least: 1) ?? UsualRows,
            Seed = seeds.Seed ?? SeedOptions.DefaultSeed,
            LeftOut = system?.Platform?.Schemas ?? [],
        };
        await using var session = await database.OpenAsync(token);
        if (system is not null)
        {
            await HistoryCheck.RequireAsync(
                session,
                MigrationOptions.Catalog(system),
                new() { History = history.Value },
                TimeProvider.System,
                isDryRun: false,
                token
            );
        }

        await _confirmation.RequireAsync(database, "adds made-up rows to every table that has none", token);
        var versions = system?.Migrations.VersionTable ?? new VersionTable();
        var tools = await PreviousTools.FindAsync(session, versions, token);
        var filled = await RunProgress.WatchAsync(async progress =>
            await new StructureFiller(session, options, progress).RunAsync(
                Without((await session.InspectAsync(token)).WithoutLedger(versions, database.Dialect), tools),
                await session.InspectUnmodelledAsync(token),
                token
            )
        );
        await report.WriteAsync(() => Json(database, options, filled), () => Text(filled), token);
        return filled.Any(table => table.Rows == 0) ? ExitCode.Found : ExitCode.Done;
    }

    // The table by which another tool records its migrations may be empty, and stays so.
    private static DatabaseModel Without(DatabaseModel model, PreviousTools tools) =>
        model with
        {
            Tables = model.Tables.RemoveRange(
                model.Tables.Keys.Where(table => tools.OwnerOf(new($"table {table}", "")) is not null)
            ),
        };

    private static JsonObject Json(Database database, FillOptions options, IReadOnlyList<FilledTable> filled) =>
        new()
        {
            ["database"] = database.Location,
            ["seed"] = options.Seed,
            ["rows"] = options.Rows,
            ["tables"] = new JsonArray([
                .. filled.Select(table => new JsonObject
                {
                    ["name"] = table.Table.ToString(),
                    ["added"] = table.Rows,
                    ["problem"] = table.Problem,
                }),
            ]),
        };

    private static string Text(IReadOnlyList<FilledTable> filled) =>
        filled.Count == 0
            ? "Nothing to do; no table is without rows."
            : string.Join(
                '\n',
                [
                    .. filled
                        .Where(table => table.Problem is not null)
                        .Select(table => $"{table.Table}: {Format.Count(table.Rows, "row", "added")}, {table.Problem}"),
                    $"{Format.Count(filled.Sum(table => table.Rows), "row", "added")} to "
                        + $"{Format.Count(filled.Count(table => table.Rows > 0), "table", "").TrimEnd()}.",
                ]
            );
}
