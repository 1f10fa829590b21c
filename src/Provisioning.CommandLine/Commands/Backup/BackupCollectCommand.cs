using McMaster.Extensions.CommandLineUtils;
using Provisioning.Administration.Health;
using Provisioning.Backup.Jobs;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Backup;

/// <summary><c>provision backup gc</c>.</summary>
internal static class BackupCollectCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Deletes what belongs to no set: the objects of runs that were killed, and uploads that were begun more than a day ago. Sets stay.

            Example:
              provision backup gc --from /backups/towow
            """;
        var options = new RepositoryOptions(command);
        var dryRun = command.Flag("--dry-run", "Say what would be deleted, and delete nothing.");
        var ignoreMissing = RepositoryOptions.IgnoreMissing(command);
        var breakLock = command.Flag("--break-lock", "Remove the lock of another run that is known to be dead.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var pruning = new BackupPruning(options.Store, options.Keys, TimeProvider.System)
            {
                IgnoresMissing = ignoreMissing.HasValue(),
            };
            var done = await pruning.CollectAsync(breakLock.HasValue(), dryRun.HasValue(), token);
            await report.WriteAsync(
                () =>
                    new()
                    {
                        ["dry_run"] = dryRun.HasValue(),
                        ["objects_deleted"] = done.Objects,
                        ["bytes_deleted"] = done.Bytes,
                        ["uploads_ended"] = done.Uploads,
                        ["missing"] = BackupPruneCommand.Missing(done),
                    },
                () =>
                    $"{Format.Count(done.Objects, "object", dryRun.HasValue() ? "would be deleted" : "deleted")}, "
                    + $"{Amount.Bytes(done.Bytes)}; "
                    + $"{Format.Count(done.Uploads, "upload", "ended")}."
                    + BackupPruneCommand.Left(done),
                token
            );
            return ExitCode.Done;
        });
    }
}
