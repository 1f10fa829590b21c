using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Pitr;

/// <summary><c>provision pitr receive</c>.</summary>
internal static class PitrReceiveCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Receives the server's write-ahead log, each piece on disk before it is acknowledged to the server, and goes on until it is stopped; the server being away
            for a while does not end it. Started again it goes on where it was. With --until-now it stops at what the server has written by now.

            Examples:
              provision pitr receive --url postgresql://copier@db/postgres --to /backups/db
              provision pitr receive --to /backups/db --until-now
            """;
        var url = PitrCommand.Url(command);
        var to = command.Value("--to <COPIES>", "The folder that `provision pitr init` made.");
        var untilNow = command.Flag("--until-now", "Stop at what the server has written by now.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (database, folder) = (PitrCommand.Require(url), PitrCommand.Folder(to));
            await new Provisioning.Backup.PostgreSql.PointInTime.Pitr(
                database,
                folder,
                TimeProvider.System
            ).ReceiveAsync(untilNow.HasValue(), token);
            await report.WriteAsync(
                () => new() { ["server"] = database.Location, ["folder"] = folder },
                () => $"The log of {database.Location} is received up to now.",
                token
            );
            return ExitCode.Done;
        });
    }
}
