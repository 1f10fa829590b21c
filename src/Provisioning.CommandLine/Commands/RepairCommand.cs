using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision repair</c>.</summary>
internal sealed class RepairCommand
{
    private readonly TargetOptions _target;
    private readonly RepairOptions _options;
    private readonly RunOptions _run;
    private readonly Confirmation _confirmation;
    private readonly CommandOption _dryRun;
    private readonly Report _report;

    private RepairCommand(CommandLineApplication command)
    {
        _target = new(command);
        _options = new(command);
        _run = new(command, takesEdits: true);
        _confirmation = new(command);
        _dryRun = command.Flag("--dry-run", "Say what is wrong and what would be done, and change nothing.");
        _report = new(command);
    }

    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Lists what needs a person's decision: migrations that were edited after being applied, interrupted outside a
            transaction, or applied and unknown to this build; for each what can be done and what follows from it. On a
            terminal it asks for each; else it exits with 3.

            A decision is carried out in the ledger, and noted there with who made it, when and why; no migration runs.
            With --yes and none of the four options every edit is accepted.

            Examples:
              provision repair --system towow
              provision repair --system towow --accept-edited 12 --why "comment only" --yes
              provision repair --system towow --clean-up 14 --dry-run
            """;
        var repair = new RepairCommand(command);
        command.OnExecute(() => repair.RunAsync(token));
    }

    private async Task<int> RunAsync(CancellationToken token)
    {
        _ = _report.IsJson;
        var (system, database) = (_target.System, _target.Database);
        var given = _options.Decisions;
        var repair = new LedgerRepair(MigrationOptions.Catalog(system), _run.Value, TimeProvider.System);
        await using var session = await database.OpenAsync(token);
        var found = await repair.FindAsync(session, token);
        var why = _options.Why;
        if (given.Count == 0 && !_dryRun.HasValue())
        {
            (given, why) =
                _confirmation.IsGiven ? (Edits(found), why)
                : Console.IsInputRedirected ? ([], why)
                : await RepairQuestions.AskAsync(found, why, Console.ReadLine, token);
        }

        var review = await repair.ReviewAsync(session, given, token);
        IReadOnlyList<RepairedVersion> done = [];
        if (given.Count > 0 && !_dryRun.HasValue())
        {
            await _confirmation.RequireAsync(database, Consequences(given, review, found), token);
            done = await repair.RunAsync(session, given, why, token);
        }

        var decided = given.Select(decision => decision.Version).ToHashSet();
        var left = done.Count == 0 ? found : [.. found.Where(finding => !decided.Contains(finding.Version))];
        await _report.WriteAsync(
            () => Json(system, database, found, given, review, done),
            () => Text(database, left, given, review, done),
            token,
            isSummary: left.Count == 0
        );
        return left.Count > 0 && !_dryRun.HasValue() && !_confirmation.IsGiven && done.Count == 0
            ? ExitCode.Found
            : ExitCode.Done;
    }

    private static List<RepairDecision> Edits(IReadOnlyList<RepairFinding> found) =>
        [
            .. found
                .Where(finding => finding.State is VersionState.Edited)
                .Select(finding => new RepairDecision(finding.Version, RepairAction.AcceptEdit)),
        ];

    private static string Consequences(
        IReadOnlyList<RepairDecision> given,
        IReadOnlyList<RepairChoice> review,
        IReadOnlyList<RepairFinding> found
    ) =>
        "decides "
        + string.Join(
            "; ",
            Ordered(given).Zip(review, (one, choice) => $"{Named(one, found)}: it {choice.Consequence}")
        );

    // The review has the order of the versions.
    private static IEnumerable<RepairDecision> Ordered(IEnumerable<RepairDecision> given) =>
        given.OrderBy(decision => decision.Version);

    private static string Named(RepairDecision decision, IReadOnlyList<RepairFinding> found) =>
        $"about {RepairPage.Name(
            decision.Version,
            found.FirstOrDefault(finding => finding.Version == decision.Version)?.Name ?? ""
        )}";

    private JsonObject Json(
        DatabaseSystem system,
        Database database,
        IReadOnlyList<RepairFinding> found,
        IReadOnlyList<RepairDecision> given,
        IReadOnlyList<RepairChoice> review,
        IReadOnlyList<RepairedVersion> done
    ) =>
        new()
        {
            ["system"] = system.Name,
            ["database"] = database.Location,
            ["dry_run"] = _dryRun.HasValue(),
            ["findings"] = new RepairPage(found).ToJson(),
            ["edits"] = new EditPage(
                [.. found.Select(finding => finding.Edit).OfType<EditedMigration>()],
                null
            ).ToJson(),
            ["decided"] = new JsonArray([
                .. Ordered(given).Zip(review, (one, choice) => RepairPage.Json(one.Version, choice)),
            ]),
            ["repaired"] = Format.Accepted(done.Select(one => one.Edit).OfType<AcceptedEdit>()),
            ["done"] = new JsonArray([
                .. done.Select(one => new JsonObject
                {
                    ["version"] = one.Version,
                    ["name"] = one.Name,
                    ["action"] = RepairPage.Option(one.Action).Replace('-', '_'),
                    ["note"] = one.Note,
                }),
            ]),
        };

    private string Text(
        Database database,
        IReadOnlyList<RepairFinding> left,
        IReadOnlyList<RepairDecision> given,
        IReadOnlyList<RepairChoice> review,
        IReadOnlyList<RepairedVersion> done
    )
    {
        var page = given.Count > 0 && _dryRun.HasValue() ? "" : new RepairPage(left).ToText();
        if (_dryRun.HasValue() && given.Count > 0)
        {
            var would = Ordered(given)
                .Zip(review, (one, choice) =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"--{RepairPage.Option(one.Action)} {one.Version} {choice.Consequence}.\n"
                    )
                );
            return string.Concat(would) + $"Nothing was changed in {database.Location}.";
        }

        if (done.Count > 0)
        {
            var lines = done.Select(one => $"{RepairPage.Name(one.Version, one.Name)}: {one.Note}\n");
            return page
                + string.Concat(lines)
                + $"{Format.Count(done.Count, "record", "changed")} in the ledger of "
                + $"{database.Location}{Rest(left.Count)}.";
        }

        return left.Count == 0
            ? $"Nothing to do; no version in {database.Location} needs a decision."
            : $"{page}{Needing(left.Count)} in {database.Location}; nothing was changed.";
    }

    private static string Rest(int left) => left == 0 ? "" : $"; {Needing(left)} still";

    private static string Needing(int count) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{count} {(count == 1 ? "version needs" : "versions need")} a decision"
        );
}
