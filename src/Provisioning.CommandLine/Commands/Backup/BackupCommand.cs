using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Commands.Backup;

/// <summary><c>provision backup</c>.</summary>
internal static class BackupCommand
{
    /// <summary>Adds the commands of the group.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Backups are kept as sets in a repository: a folder or s3://bucket/prefix, or several at once. `provision restore` brings one back.

            Examples:
              provision backup key backup.key
              provision backup create --system towow --to /backups/towow --key-file backup.key --tag daily
              provision backup verify --system towow --from /backups/towow --key-file backup.key
              provision backup prune --from /backups/towow --key-file backup.key --keep-daily 7 --keep-weekly 4 --keep-monthly 12 --keep-tag release
            """;
        command.Add(
            token,
            ("create", "Back a database up.", BackupCreateCommand.Configure),
            ("list", "List the sets in a repository.", BackupListCommand.Configure),
            ("verify", "Look for damage, as deep as asked.", BackupVerifyCommand.Configure),
            ("drill", "Restore some sets apart and check them, against the clock.", BackupDrillCommand.Configure),
            ("report", "Say what is in a set: tables, rows, sizes.", BackupReportCommand.Configure),
            ("prune", "Delete sets that a policy does not keep.", BackupPruneCommand.Configure),
            ("gc", "Delete what killed runs have left.", BackupCollectCommand.Configure),
            ("repair", "Write a lost repo.json again from the sets.", BackupRepairCommand.Configure),
            ("key", "Make a key for backups.", BackupKeyCommand.Configure)
        );
    }
}
