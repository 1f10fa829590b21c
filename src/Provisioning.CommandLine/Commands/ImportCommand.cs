using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Transfer;
using Provisioning.Transfer.Format;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision import</c>.</summary>
internal static class ImportCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Imports the rows that `provision export` wrote into a database whose migrations are at the same version, in one transaction: all or none. CSV
            goes into either engine, SQL into the one that it was exported from. The files are checked against their SHA-256 and the tables against
            the columns before anything is written, and the rows are counted after it. Triggers on new rows are suspended, numbering continues after
            the highest number. Tables that have rows are an error; --replace empties them first, in the same transaction.

            Examples:
              provision up --system towow --url postgresql://me@localhost/new && provision import --system towow --from ./rows --url postgresql://me@localhost/new
              provision import --system towow --from ./rows --replace --yes
            """;
        var target = new TargetOptions(command);
        var from = command.Value("--from <FOLDER>", "The folder that `provision export` wrote.");
        var replace = command.Flag("--replace", "Empty the tables of the export first.");
        var dryRun = command.Flag("--dry-run", "Do it all, and roll it back in the end.");
        var confirmation = new Confirmation(command);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var folder = from.Value() is { Length: > 0 } path
                ? path
                : throw new UsageException("Where from? Give --from with the folder that `provision export` wrote.");
            var (system, database) = (target.System, target.Database);
            var manifest = await ExportManifest.ReadAsync(folder, token);
            _ =
                manifest.System == system.Name
                    ? 0
                    : throw new UsageException(
                        $"{folder} is an export of {manifest.System}, not of {system.Name}. Nothing was imported."
                    );
            await using var session = await database.OpenAsync(token);
            if (replace.HasValue() && !dryRun.HasValue())
            {
                await confirmation.RequireAsync(
                    database,
                    $"deletes the rows of {Format.Count(manifest.Tables.Count, "table", "")}".TrimEnd(),
                    token
                );
            }

            var done = await new Importer(session, system.Migrations.VersionTable, folder).RunAsync(
                replace.HasValue(),
                dryRun.HasValue(),
                token
            );
            var isDryRun = dryRun.HasValue();
            await report.WriteAsync(
                () => Json(done, database.Location, folder, isDryRun),
                () =>
                    $"{ExportCommand.Table(done)}\n"
                    + $"{Format.Count(done.Rows, "row", isDryRun ? "to be imported" : "imported")} from {folder} "
                    + $"into {database.Location}.",
                token,
                isSummary: true
            );
            return ExitCode.Done;
        });
    }

    private static JsonObject Json(ExportManifest done, string location, string folder, bool isDryRun)
    {
        var json = ExportCommand.Json(done, location, folder);
        json["dry_run"] = isDryRun;
        return json;
    }
}
