using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Pitr;

/// <summary><c>provision pitr init</c>.</summary>
internal static class PitrInitCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Makes a folder that only its owner can read, a replication slot that keeps the log until it is received, and a copy of the server, whose files are
            compared with their SHA-256. Run again, it takes another copy, from which a restore has less log to replay. The folder is not encrypted.

            Examples:
              provision pitr init --url postgresql://copier@db/postgres --to /backups/db
            """;
        var url = PitrCommand.Url(command);
        var to = command.Value("--to <COPIES>", "The folder for copies and log.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (database, folder) = (PitrCommand.Require(url), PitrCommand.Folder(to));
            var copy = await new Provisioning.Backup.PostgreSql.PointInTime.Pitr(
                database,
                folder,
                TimeProvider.System
            ).InitializeAsync(token);
            await report.WriteAsync(
                () =>
                    new()
                    {
                        ["server"] = database.Location,
                        ["folder"] = folder,
                        ["copy"] = copy.Folder,
                        ["earliest"] = copy.Ended,
                        ["from"] = copy.From,
                        ["until"] = copy.Until,
                    },
                () =>
                    $"The server of {database.Location} is copied to {copy.Folder}.\nEarliest moment: "
                    + $"{copy.Ended.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff} UTC. Now let `provision pitr receive` "
                    + "run.",
                token
            );
            return ExitCode.Done;
        });
    }
}
