using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Administration.Health;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.Repository;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Backup;

/// <summary><c>provision backup prune</c>.</summary>
internal static class BackupPruneCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Says which sets a policy keeps and which it does not; with --apply it takes the latter away. A set stays where any of the options keeps
            it. The newest set of each system always stays, and nothing goes before that one has been read and found whole. Days are those of UTC.

            Examples:
              provision backup prune --from /backups/towow --keep-daily 7 --keep-weekly 4 --keep-monthly 12 --keep-tag release
              provision backup prune --from /backups/towow --key-file backup.key --keep-within-days 7 --keep-tag 'release/*' --apply
            """;
        var options = new RepositoryOptions(command);
        var policy = new PruneOptions(command);
        var apply = command.Flag("--apply", "Delete them. Default: say what would be deleted.");
        var yes = command.Flag("-y|--yes", "The same as --apply.");
        var dryRun = command.Flag("--dry-run", "Say what would be deleted. This is the default.");
        var ignoreMissing = RepositoryOptions.IgnoreMissing(command);
        var breakLock = command.Flag("--break-lock", "Remove the lock of another run that is known to be dead.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var isApplied = (apply.HasValue() || yes.HasValue()) && !dryRun.HasValue();
            var value = policy.Value;
            var repository = await options.OpenAsync(token);
            var done = isApplied
                ? await new BackupPruning(options.Store, options.Keys, TimeProvider.System)
                {
                    IgnoresMissing = ignoreMissing.HasValue(),
                }.PruneAsync(value, breakLock.HasValue(), token)
                : new PruneReport(Plan(value, repository, await repository.ListAsync(token)), 0, 0, IsBlind: false);
            await report.WriteAsync(() => Json(done, isApplied), () => Text(done, isApplied), token);
            return ExitCode.Done;
        });
    }

    // Without a key nothing is deleted, and one sees what would be.
    private static IReadOnlyList<PruneDecision> Plan(
        PrunePolicy policy,
        BackupRepository repository,
        IReadOnlyList<BackupSet> sets
    )
    {
        repository.EnsureKeyFitsOne(sets);
        return BackupPruning.Plan(
            policy,
            repository.HasKeys ? sets : [.. sets.Select(set => set with { IsChecked = true })],
            TimeProvider.System.GetUtcNow()
        );
    }

    private static string Text(PruneReport done, bool isApplied)
    {
        var rows = done
            .Decisions.Select(decision =>
                new[]
                {
                    decision.IsKept ? "keep" : "delete",
                    decision.Manifest.Id,
                    decision.Manifest.System,
                    decision.Manifest.Started.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                    string.Join(", ", decision.Reasons),
                }
            )
            .ToList();
        var table =
            rows.Count == 0 ? "" : $"{Report.Table([ ["", "set", "system", "begun (UTC)", "kept as"], .. rows ])}\n\n";
        var going = done.Decisions.Count(decision => !decision.IsKept);
        return isApplied
            ? $"{table}{Format.Count(going, "set", "deleted")}, {Format.Count(done.Objects, "object", "deleted")}, "
                + $"{Amount.Bytes(done.Bytes)}.{Left(done)}"
            : $"{table}{Format.Count(going, "set", "would be deleted")}. Nothing was done; --apply does it.";
    }

    /// <summary>What was left alone, and why; empty for nothing.</summary>
    internal static string Left(PruneReport done) =>
        done.Missing.Count > 0
            ? $" {string.Join(". ", done.Missing)}, and no prune has deleted what is missing: nothing that it may need "
                + "was deleted. Is the store a copy that is not finished, or mounted in part? Where these sets were "
                + "deleted, give --ignore-missing."
        : done.IsBlind ? " Packs were left alone, because a damaged set may need them."
        : "";

    /// <summary>The sets that are missing, for JSON.</summary>
    internal static JsonArray Missing(PruneReport done) =>
        new([.. done.Missing.Select(text => JsonValue.Create(text))]);

    private static JsonObject Json(PruneReport done, bool isApplied) =>
        new()
        {
            ["applied"] = isApplied,
            ["missing"] = Missing(done),
            ["sets"] = new JsonArray([
                .. done.Decisions.Select(decision => new JsonObject
                {
                    ["set"] = decision.Manifest.Id,
                    ["kept"] = decision.IsKept,
                    ["reasons"] = new JsonArray([.. decision.Reasons.Select(reason => JsonValue.Create(reason))]),
                }),
            ]),
            ["objects_deleted"] = done.Objects,
            ["bytes_deleted"] = done.Bytes,
        };
}
