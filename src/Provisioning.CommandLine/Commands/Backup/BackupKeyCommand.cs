using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup.Format;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Backup;

/// <summary><c>provision backup key</c>.</summary>
internal static class BackupKeyCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Makes a key of 32 random bytes and writes it to a file that only you can read. Whoever has it can read the backups; without it they cannot be read,
            you neither. Keep a copy away from the backups and from this machine.

            Example:
              provision backup key backup.key
            """;
        var file = command.Argument("FILE", "The file to write. An existing file is not overwritten.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            var path = file.Value ?? throw new UsageException("Which file is the key to be written to?");
            var key = BackupKey.Generate();
            key.Save(path);
            await report.WriteAsync(
                () => new() { ["file"] = path, ["key"] = key.Id },
                () =>
                    $"Key {key.Id} is in {path}. Keep a copy of it away from the backups: without it they cannot be "
                    + $"read.",
                token
            );
            return ExitCode.Done;
        });
    }
}
