using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;

namespace Provisioning.CommandLine.Commands.BackRest;

/// <summary><c>provision backrest</c>: full and incremental backups of a PostgreSQL server through
/// pgBackRest.</summary>
internal static class BackRestCommand
{
    /// <summary>Adds the commands of the group.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Sets pgBackRest up for a server, has it take full and incremental backups, reads what it says of them, because its exit codes do not tell success from failure, and
            brings the server back to any moment, into a folder of its own. Run it on the server's machine, as the user whom the server runs as.

            Examples:
              provision backrest init --url postgresql:///postgres?host=/var/run/postgresql --repo /backups/db --config /etc/provision/backrest.conf
              provision backrest backup --config /etc/provision/backrest.conf --incremental
              provision backrest restore --config /etc/provision/backrest.conf --time "2026-01-31 12:00:00+00" --to /restored
            """;
        command.Add(
            token,
            (
                "init",
                "Write the configuration, point the server's archiving at it, make the stanza.",
                BackRestInitCommand.Configure
            ),
            ("backup", "Take a backup, and verify the repository.", BackRestBackupCommand.Configure),
            (
                "verify",
                "Read every file of the repository; exits with 3 where something is wrong.",
                BackRestVerifyCommand.Configure
            ),
            ("restore", "Bring the server back, into a folder of its own.", BackRestRestoreCommand.Configure)
        );
    }

    /// <summary>Declares the options that name the repository.</summary>
    public static Func<Provisioning.Backup.PostgreSql.PointInTime.BackRest> Options(CommandLineApplication command)
    {
        var config = command.Value("--config <FILE>", "pgBackRest's configuration, which init writes.");
        var stanza = command.Value("--stanza <NAME>", "Its name for the server. Default: main.");
        return () =>
            new(
                config.Value() is { Length: > 0 } path
                    ? path
                    : throw new UsageException(
                        "Give --config with the file that `provision backrest init` wrote, or is to write."
                    ),
                (stanza.Value() ?? "main") is var name
                && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
                && name.Length > 0
                    ? name
                    : throw new UsageException("--stanza takes letters, digits, '-' and '_'.")
            );
    }
}
