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

namespace Provisioning.CommandLine.Commands.Load;

/// <summary><c>provision seed --auto</c>: fills a database by its structure alone.</summary>
internal sealed class AutoSeed(CommandLineApplication command, TargetOptions target, SeedCommandOptions seeds)
{
    private readonly LoadCommandOptions _options = new(command, seeds);

    private readonly CommandOption _check = command.Flag(
        "--check",
        "Add nothing, and check the rows that are there against foreign keys, unique keys and checks."
    );

    private readonly Confirmation _confirmation = new(command);

    /// <summary>Whether it was asked for.</summary>
    /// <exception cref="UsageException">The options contradict each other.</exception>
    public bool IsGiven => _options.IsGiven(target.SystemOrNone is not null) || _check.HasValue();

    /// <summary>Fills the tables.</summary>
    public async Task<int> RunAsync(HistoryFlags history, Report report, bool isDryRun, CancellationToken token)
    {
        var (system, database) = (target.SystemOrNone, target.DatabaseAlone);
        await using var session = await database.OpenAsync(token);
        if (system is not null)
        {
            await HistoryCheck.RequireAsync(
                session,
                MigrationOptions.Catalog(system),
                new() { History = history.Value },
                TimeProvider.System,
                isDryRun,
                token
            );
        }

        var versions = system?.Migrations.VersionTable ?? new VersionTable();
        var model = Without(
            (await session.InspectAsync(token)).WithoutLedger(versions, database.Dialect),
            await PreviousTools.FindAsync(session, versions, token)
        );
        if (_check.HasValue())
        {
            return await CheckAsync(session, model, _options.References(system), report, token);
        }

        var options = _options.Read(system, model);
        return isDryRun || _options.CsvFolder is not null || _options.SqlFile is not null
            ? await ShowAsync(session, model, options, versions, report, isDryRun, token)
            : await FillAsync(session, model, options, versions, report, token);
    }

    private async Task<int> FillAsync(
        DatabaseSession session,
        DatabaseModel model,
        LoadOptions options,
        VersionTable versions,
        Report report,
        CancellationToken token
    )
    {
        await _confirmation.RequireAsync(session.Database, "adds made-up rows to every table that has none", token);
        var filled = await RunProgress.WatchAsync(async progress =>
            await new StructureLoader(session, options, versions, progress, progress.Warn).RunAsync(
                model,
                await session.InspectUnmodelledAsync(token),
                token
            )
        );
        await report.WriteAsync(() => Json(session.Database, options, filled), () => Text(filled), token);
        return filled.Any(table => table.Rows == 0 || table.IsStopped) ? ExitCode.Found : ExitCode.Done;
    }

    private async Task<int> ShowAsync(
        DatabaseSession session,
        DatabaseModel model,
        LoadOptions options,
        VersionTable versions,
        Report report,
        bool isDryRun,
        CancellationToken token
    )
    {
        var loader = new StructureLoader(session, options, versions);
        var rows = await loader.RowsAsync(model, await session.InspectUnmodelledAsync(token), token);
        if (_options.SqlFile is not null && loader.InCircles.ToList() is { Count: > 0 } circle)
        {
            throw new UsageException(
                $"{string.Join(", ", circle)} need each other's rows, which no order of INSERTs makes. Nothing was "
                    + "written. Fill the database itself, or write --into-csv."
            );
        }

        var filled = rows.Select(table => table.Table).ToList();
        if (isDryRun)
        {
            await report.WriteAsync(
                () => LoadPreview.Json(Json(session.Database, options, filled), rows),
                () => LoadPreview.Text(rows),
                token
            );
        }
        else
        {
            await RunProgress.WatchAsync(async progress =>
            {
                await new LoadFiles(model, session.Database.Dialect, progress).WriteAsync(
                    rows,
                    _options.CsvFolder,
                    _options.SqlFile,
                    token
                );
                return 0;
            });
            await report.WriteAsync(
                () => Json(session.Database, options, filled),
                () => Text(filled, "written"),
                token
            );
        }

        return filled.Any(table => table.Rows == 0) ? ExitCode.Found : ExitCode.Done;
    }

    private static async Task<int> CheckAsync(
        DatabaseSession session,
        DatabaseModel model,
        IReadOnlyList<PolymorphicReference> references,
        Report report,
        CancellationToken token
    )
    {
        var tables = await new RowCheck(session) { References = references }.RunAsync(model, token);
        await report.WriteAsync(
            () =>
                new()
                {
                    ["database"] = session.Database.Location,
                    ["tables"] = new JsonArray([
                        .. tables.Select(table => new JsonObject
                        {
                            ["name"] = table.Table.ToString(),
                            ["rows"] = table.Rows,
                            ["findings"] = new JsonArray([
                                .. table.Findings.Select(finding => new JsonObject
                                {
                                    ["rule"] = finding.Rule,
                                    ["rows"] = finding.Rows,
                                }),
                            ]),
                        }),
                    ]),
                },
            () => CheckText(tables),
            token
        );
        return tables.Any(table => table.Findings.Count > 0) ? ExitCode.Found : ExitCode.Done;
    }

    private static string CheckText(IReadOnlyList<CheckedTable> tables)
    {
        var findings = tables.SelectMany(table =>
            table.Findings.Select(finding =>
                $"{table.Table}: {Format.Count(finding.Rows, "row", "")}against {finding.Rule}"
            )
        );
        var count = tables.Sum(table => table.Findings.Count);
        return string.Join(
            '\n',
            [
                .. findings,
                $"{Format.Count(tables.Sum(table => table.Rows), "row", "")}in "
                    + $"{Format.Count(tables.Count, "table", "checked")}, "
                    + (count == 0 ? "nothing found." : $"{Format.Count(count, "rule", "").TrimEnd()} broken."),
            ]
        );
    }

    // The table by which another tool records its migrations may be empty, and stays so.
    private static DatabaseModel Without(DatabaseModel model, PreviousTools tools) =>
        model with
        {
            Tables = model.Tables.RemoveRange(
                model.Tables.Keys.Where(table => tools.OwnerOf(new($"table {table}", "")) is not null)
            ),
        };

    private static JsonObject Json(Database database, LoadOptions options, IReadOnlyList<FilledTable> filled) =>
        new()
        {
            ["database"] = database.Location,
            ["seed"] = options.Seed,
            ["generator"] = LoadOptions.Generator,
            ["rows"] = options.Total ?? options.Rows,
            ["tables"] = new JsonArray([
                .. filled.Select(table => new JsonObject
                {
                    ["name"] = table.Table.ToString(),
                    ["added"] = table.Rows,
                    ["problem"] = table.Problem,
                }),
            ]),
        };

    private static string Text(IReadOnlyList<FilledTable> filled, string done = "added") =>
        filled.Count == 0
            ? "Nothing to do; no table is without rows."
            : string.Join(
                '\n',
                [
                    .. filled
                        .Where(table => table.Problem is not null)
                        .Select(table => $"{table.Table}: {Format.Count(table.Rows, "row", done)}, {table.Problem}"),
                    $"{Format.Count(filled.Sum(table => table.Rows), "row", done)} to "
                        + $"{Format.Count(filled.Count(table => table.Rows > 0), "table", "").TrimEnd()}.",
                ]
            );
}
