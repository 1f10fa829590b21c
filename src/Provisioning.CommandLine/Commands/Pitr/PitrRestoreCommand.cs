using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup.PostgreSql.PointInTime;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Pitr;

/// <summary><c>provision pitr restore</c>.</summary>
internal static class PitrRestoreCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Brings the server back to a moment, into a folder of its own: the newest copy from before it, and the log from there on. The copy is compared with
            its SHA-256 first. Then the server is started once, without a network and without archiving, until it is there, asked how far it came, and shut
            down. A moment that cannot be reached is refused with the newest one that can. Neither the live server nor the folder is touched. Run it as the
            user whom the restored server will belong to, not as root.

            Examples:
              provision pitr restore --from /backups/db --time "2026-01-31 12:00:00+00" --to /restored
              provision pitr restore --from /backups/db --to /restored
            """;
        var from = command.Value("--from <COPIES>", "The folder that `provision pitr init` made.");
        var moment = command.Value("--time <TIME>", "The moment, with its distance from UTC: 2026-01-31 12:00:00+00.");
        var lsn = command.Value("--lsn <LSN>", "A position in the log instead: 0/3000060.");
        var name = command.Value("--name <NAME>", "A point named by pg_create_restore_point() instead.");
        var to = command.Value(
            "--to <FOLDER>",
            "The folder for the restored server, which does not exist or is empty."
        );
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (target, folder) = (Target(moment.Value(), lsn.Value(), name.Value()), PitrCommand.Folder(to));
            var reached = await new PitrRestore(PitrCommand.Folder(from)).RunAsync(target, folder, token);
            await report.WriteAsync(() => Json(reached, target), () => Text(reached, target), token);
            return ExitCode.Done;
        });
    }

    /// <summary>What a restore has reached, as JSON.</summary>
    internal static JsonObject Json(PitrReached reached, PitrTarget target) =>
        new()
        {
            ["folder"] = reached.Folder,
            ["target"] = target.ToString(),
            ["copy"] = reached.Copy,
            ["last_commit"] = reached.Commit,
            ["position"] = reached.Position,
        };

    /// <summary>What a restore has reached, as text.</summary>
    internal static string Text(PitrReached reached, PitrTarget target)
    {
        var last = reached.Commit is { } commit
            ? $"{commit.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff} UTC"
            : "none since the copy";
        return $"The server at {target} is in {reached.Folder}. Last commit in it: {last}.\nIt has the settings of "
            + $"the server that it was copied from: look at port, archive_command and certificates, then start it "
            + $"with `{FollowUp.Quote(reached.Control)} -D {FollowUp.Quote(reached.Folder)} start`.";
    }

    private static PitrTarget Target(string? moment, string? lsn, string? name) =>
        (moment, lsn, name) switch
        {
            (null, null, null) => new PitrTarget.Latest(),
            ({ } text, null, null) => new PitrTarget.At(Moment(text)),
            (null, { } position, null) => new PitrTarget.Lsn(position),
            (null, null, { } point) => new PitrTarget.Named(point),
            _ => throw new UsageException("Give one of --time, --lsn and --name."),
        };

    /// <summary>The moment that a text says. Without its distance from UTC it would be another one on another
    /// machine.</summary>
    /// <exception cref="UsageException">It says none, or not how far it is from UTC.</exception>
    internal static DateTimeOffset Moment(string text, string option = "--time")
    {
        var hasZone =
            text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf(':', StringComparison.Ordinal);
        return
            hasZone
            && DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal,
                out var moment
            )
            ? moment
            : throw new UsageException(
                $"{option} takes a moment with its distance from UTC, such as 2026-01-31 12:00:00+00, not \"{text}\"."
            );
    }
}
