using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup.PostgreSql.PointInTime;
using Provisioning.CommandLine.Commands.Pitr;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.BackRest;

/// <summary><c>provision backrest restore</c>.</summary>
internal static class BackRestRestoreCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Brings the server back to a moment, or to the end of its log, into a folder of its own; starts it once, without a network and without archiving,
            until it is there; and shuts it down. The live server and the repository are left as they are.

            Examples:
              provision backrest restore --config /etc/provision/backrest.conf --time "2026-01-31 12:00:00+00" --to /restored
            """;
        var options = BackRestCommand.Options(command);
        var moment = command.Value(
            "--time <TIME>",
            "The moment, with its distance from UTC. Default: the end of the log."
        );
        var user = command.Value("--user <ROLE>", "A superuser of the server. Default: postgres.");
        var to = command.Value(
            "--to <FOLDER>",
            "The folder for the restored server, which does not exist or is empty."
        );
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            PitrTarget target = moment.Value() is { } text
                ? new PitrTarget.At(PitrRestoreCommand.Moment(text))
                : new PitrTarget.Latest();
            var folder = PitrCommand.Folder(to);
            var reached = await options().RestoreAsync(target, folder, user.Value() ?? "postgres", token);
            await report.WriteAsync(
                () => PitrRestoreCommand.Json(reached, target),
                () => PitrRestoreCommand.Text(reached, target),
                token
            );
            return ExitCode.Done;
        });
    }
}
