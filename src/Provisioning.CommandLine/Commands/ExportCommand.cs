using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Commands.Mask;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Masking.Rows;
using Provisioning.Transfer;
using Provisioning.Transfer.Format;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision export</c>.</summary>
internal static class ExportCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Writes the rows of a database into a folder, all as of one moment, regardless of concurrent writes. With --format csv each table is a file that
            either engine can import; with --format sql all of it is one file that psql or sqlite3 runs whole or not at all. Tables come after those
            that they refer to. A manifest says the rows, the columns and the SHA-256 of each file. Generated columns and our own tables are left out.

            With --root or --percent only a part is exported, in which every foreign key still holds: the rows asked for, those that refer to them and those
            that refer to these (--without-children leaves these out), and every row that any of them refers to. The same rows come out every time.
            --dry-run says how many rows of each table these are, refuses what the export would refuse, and writes nothing.

            Examples:
              provision export --system towow --to ./towow-rows
              provision export --system querygpt --to ./rows --without-secrets
              provision export --system towow --to ./rows --mask staging --mask-key-file mask.key
              provision export --system towow --to ./part --root "users where created_at < '2025-01-01'" --mask staging
              provision export --system towow --percent 1 --dry-run
              provision export --system towow --to ./part --percent 1
              provision export --system towow --to ./rows --format sql && sqlite3 other.db < rows/export.sql
            """;
        var target = new TargetOptions(command);
        var to = command.Value("--to <FOLDER>", "The folder to write, which does not exist or is empty.");
        var format = command.Value("--format <FORMAT>", "csv or sql. Default: csv.");
        var withoutSecrets = command.Flag(
            "--without-secrets",
            "Leave out what the system calls secret: tokens, hashes of passwords, encrypted keys."
        );
        var dryRun = command.Flag("--dry-run", "Say how many rows of each table would be exported, and write nothing.");
        var subset = new SubsetOptions(command);
        var masks = new MaskOptions(command);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var layout = format.Value() switch
            {
                null or "csv" => ExportLayout.Csv,
                "sql" => ExportLayout.Sql,
                var other => throw new UsageException($"--format takes csv or sql, not \"{other}\"."),
            };
            var isDryRun = dryRun.HasValue();
            var folder =
                to.Value() is { Length: > 0 } path ? path
                : isDryRun ? null
                : throw new UsageException("Where to? Give --to with a folder that does not exist, or an empty one.");
            var (system, database) = (target.System, target.Database);
            var (mask, rows) = (masks.Of(system), subset.Value);
            await using var session = await database.OpenAsync(token);
            MaskReport? masked = null;
            var request = new ExportRequest(system.Backup, system.Migrations.VersionTable)
            {
                WithoutSecrets = withoutSecrets.HasValue(),
                Mask = mask,
                Subset = rows,
                Look = mask is null
                    ? null
                    : async (written, stop) => masked = await ScanAsync(mask, written, folder!, stop),
            };
            var exporter = new Exporter(session, request, TimeProvider.System);
            var done = isDryRun
                ? await exporter.ForecastAsync(system.Name, token)
                : await exporter.RunAsync(system.Name, layout, folder!, token);
            await report.WriteAsync(
                () => Json(done, database.Location, isDryRun ? null : folder, masked),
                () => Text(done, database.Location, isDryRun ? null : folder, masked),
                token,
                isSummary: masked is not { Scan.Leaks.Count: > 0 }
            );
            return masked is { Scan.Leaks.Count: > 0 } ? ExitCode.Found : ExitCode.Done;
        });
    }

    private static string Text(ExportManifest done, string from, string? folder, MaskReport? masked) =>
        $"{(masked is null ? "" : $"{MaskText.Of(masked)}\n\n")}{Table(done)}\n"
        + $"{Format.Count(done.Rows, "row", folder is null ? "to be exported" : "exported")} from {from} at "
        + $"{Format.Version(done.SchemaVersion)}{(folder is null ? "" : $" to {folder}")}."
        + (done.Omitted.Count == 0 ? "" : $" Left out: {string.Join(", ", done.Omitted)}.");

    private static JsonObject Json(ExportManifest done, string from, string? folder, MaskReport? masked)
    {
        var document = Json(done, from, folder);
        document["dry_run"] = folder is null;
        document["mask"] = masked is null ? null : MaskText.Json(masked);
        return document;
    }

    // What was written, read again: a value may have been written before the column that it is of.
    private static async Task<MaskReport> ScanAsync(
        RowMasker mask,
        ExportManifest done,
        string folder,
        CancellationToken token
    )
    {
        foreach (var table in done.Tables)
        {
            string[] columns = [.. table.Columns.Select(column => column.Name)];
            await foreach (var row in ExportedRows.ReadAsync(folder, table, token))
            {
                mask.Look(table.Table, columns, row);
            }
        }

        if (done.Sql is { } sql)
        {
            await foreach (var text in ExportedRows.TextsAsync(folder, sql, token))
            {
                mask.Look(sql.Name, text);
            }
        }

        return mask.Report();
    }

    /// <summary>The tables of an export and their rows, as text.</summary>
    internal static string Table(ExportManifest manifest) =>
        manifest.Tables.Count == 0
            ? "no tables"
            : Report.Table([
                manifest.Tables.Any(table => table.Of is not null) ? ["table", "rows", "of"] : ["table", "rows"],
                .. manifest.Tables.Select(table =>
                    table.Of is { } of
                        ? new[] { table.Table.ToString(), Count(table.Rows), Count(of) }
                        : [table.Table.ToString(), Count(table.Rows)]
                ),
            ]);

    private static string Count(long rows) => rows.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>An export or import as JSON.</summary>
    internal static JsonObject Json(ExportManifest manifest, string location, string? folder) =>
        new()
        {
            ["system"] = manifest.System,
            ["database"] = location,
            ["folder"] = folder,
            ["version"] = manifest.SchemaVersion,
            ["rows"] = manifest.Rows,
            ["tables"] = new JsonArray([.. manifest.Tables.Select(table => Json(table, manifest.Sql?.Name))]),
            ["omitted"] = new JsonArray([.. manifest.Omitted.Select(text => JsonValue.Create(text))]),
        };

    private static JsonObject Json(ExportedTable table, string? sql)
    {
        var json = new JsonObject { ["table"] = table.Table.ToString(), ["rows"] = table.Rows };
        if (table.Of is { } of)
        {
            json["of"] = of;
        }

        json["file"] = table.File?.Name ?? sql;
        return json;
    }
}
