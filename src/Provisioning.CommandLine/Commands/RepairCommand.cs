using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Execution;
using Provisioning.Planning;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision repair</c>.</summary>
internal static class RepairCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Accepts migrations that were edited after being applied: the ledger gets the checksum of what they describe now. Nothing else in the
            database is changed, so what the edit would have done is not done; `provision check` shows whether the structure differs. Asks first,
            unless --yes is given.

            Examples:
              provision repair --system towow --dry-run
              provision repair --system towow --yes
            """;
        var target = new TargetOptions(command);
        var run = new RunOptions(command, takesEdits: true);
        var confirmation = new Confirmation(command);
        var dryRun = command.Flag("--dry-run", "Name the versions whose record would be changed, and change none.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (system, database) = (target.System, target.Database);
            var catalog = MigrationOptions.Catalog(system);
            var repair = new LedgerRepair(catalog, run.Value, TimeProvider.System);
            await using var session = await database.OpenAsync(token);
            var found = await repair.FindAsync(session, token);
            var edited = found.Select(edit => new VersionStatus(edit.Version, edit.Name, VersionState.Edited));
            var edits = new EditPage(await EditedSql.CompareAsync(session, catalog, edited, token), most: null);
            if (found.Count > 0 && !dryRun.HasValue())
            {
                await confirmation.RequireAsync(
                    database,
                    $"replaces the checksum that the ledger has of {string.Join(", ", found.Select(Name))}",
                    token
                );
                found = await repair.RunAsync(session, token);
            }

            await report.WriteAsync(
                () =>
                    new()
                    {
                        ["system"] = system.Name,
                        ["database"] = database.Location,
                        ["dry_run"] = dryRun.HasValue(),
                        ["edits"] = edits.ToJson(),
                        ["repaired"] = new JsonArray([.. found.Select(Json)]),
                    },
                () =>
                    (found.Count > 0 && dryRun.HasValue() ? $"{edits.ToText(Terminal.Paint)}\n\n" : "")
                    + Text(found, database.Location, dryRun.HasValue()),
                token,
                isSummary: true
            );
            return ExitCode.Done;
        });
    }

    private static string Name(AcceptedEdit version) => $"{version.Version} {version.Name}";

    private static JsonObject Json(AcceptedEdit version) =>
        new()
        {
            ["version"] = version.Version,
            ["name"] = version.Name,
            ["was"] = version.Was,
            ["now"] = version.Now,
        };

    private static string Text(IReadOnlyList<AcceptedEdit> found, string location, bool isDryRun) =>
        found.Count == 0
            ? $"Nothing to do; no migration was edited after being applied to {location}."
            : $"{string.Join('\n', found.Select(version => $"{Name(version)}: {version.Was} to {version.Now}"))}\n"
                + $"{Format.Count(found.Count, "edit", isDryRun ? "to be accepted" : "accepted")} in the ledger of "
                + $"{location}; nothing else {(isDryRun ? "would be" : "was")} changed.";
}
