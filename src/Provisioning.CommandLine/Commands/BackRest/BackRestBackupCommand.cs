using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.BackRest;

/// <summary><c>provision backrest backup</c>.</summary>
internal static class BackRestBackupCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Takes a backup of the whole server and then has every file of the repository read and compared with its checksum. It fails where pgBackRest says
            that something is wrong, whatever its exit code, and where the backup is not in its list.

            Examples:
              provision backrest backup --config /etc/provision/backrest.conf
              provision backrest backup --config /etc/provision/backrest.conf --incremental
            """;
        var options = BackRestCommand.Options(command);
        var incremental = command.Flag("--incremental", "Keep only what has changed since the last backup.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var made = await options().BackupAsync(incremental.HasValue(), token);
            await report.WriteAsync(
                () =>
                    new()
                    {
                        ["label"] = made.Label,
                        ["kind"] = made.Kind,
                        ["ended"] = made.Ended,
                        ["bytes"] = made.Bytes,
                    },
                () => $"Backup {made.Label} ({made.Kind}) is taken and verified: {made.Bytes:N0} bytes.",
                token
            );
            return ExitCode.Done;
        });
    }
}
