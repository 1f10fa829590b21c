using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup.Repository;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Backup;

/// <summary><c>provision backup repair</c>.</summary>
internal static class BackupRepairCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Writes repo.json, the repository's own document, again from its sets, where it is lost or was changed. Sets stay as they are.

            Example:
              provision backup repair --from /backups/towow --key-file backup.key
            """;
        var options = new RepositoryOptions(command);
        var breakLock = command.Flag("--break-lock", "Remove the lock of another run that is known to be dead.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var repair = new RepositoryRepair(options.Store, options.Keys, TimeProvider.System);
            var (info, isWritten) = await repair.RunAsync(breakLock.HasValue(), token);
            await report.WriteAsync(
                () =>
                    new()
                    {
                        ["repository"] = options.Store.Location,
                        ["id"] = info.Id,
                        ["encrypted"] = info.IsEncrypted,
                        ["written"] = isWritten,
                    },
                () =>
                    isWritten
                        ? $"repo.json of repository {info.Id} was written again in {options.Store.Location}."
                        : $"repo.json in {options.Store.Location} is as it should be. Nothing was changed.",
                token
            );
            return ExitCode.Done;
        });
    }
}
