using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.Engines;
using Provisioning.PostgreSql.Connection;

namespace Provisioning.CommandLine.Commands.Pitr;

/// <summary><c>provision pitr</c>: a PostgreSQL server brought back to any moment.</summary>
internal static class PitrCommand
{
    /// <summary>Adds the commands of the group.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Keeps copies of a whole PostgreSQL server and its write-ahead log in a folder, with the server's own programs, and brings the server back to any
            moment since the first copy, into a folder of its own. The user of --url needs REPLICATION; the programs of the server's version have to be here.

            Examples:
              provision pitr init --url postgresql://copier@db/postgres --to /backups/db  # a slot, and the first copy
              provision pitr receive --url postgresql://copier@db/postgres --to /backups/db  # receives the log until it is stopped
              provision pitr restore --from /backups/db --time "2026-01-31 12:00:00+00" --to /restored
            """;
        command.Add(
            token,
            (
                "init",
                "Make the folder and the replication slot, and take a copy. Again: take another copy.",
                PitrInitCommand.Configure
            ),
            ("receive", "Receive the log until it is stopped.", PitrReceiveCommand.Configure),
            (
                "status",
                "Show which moments can be reached; exits with 3 where something is wrong.",
                PitrStatusCommand.Configure
            ),
            ("restore", "Bring the server back to a moment, into a folder of its own.", PitrRestoreCommand.Configure)
        );
    }

    /// <summary>Declares the option that names the server.</summary>
    public static CommandOption Url(CommandLineApplication command) =>
        command.Value(
            "-u|--url <URL>",
            "A database of the server: postgresql://user:password@host:5432/postgres. Default: $DATABASE_URL."
        );

    /// <summary>The database that the option names; null where it names none.</summary>
    /// <exception cref="UsageException">It is not on a PostgreSQL server.</exception>
    public static PostgreSqlDatabase? Find(CommandOption url) =>
        (url.Value() ?? Environment.GetEnvironmentVariable("DATABASE_URL")) is not { Length: > 0 } text
            ? null
            : Provisioning.Backup.PostgreSql.PointInTime.Pitr.ServerOf(DatabaseUrl.Parse(text))
                ?? throw new UsageException(
                    "Only a PostgreSQL server can be brought back to any moment. An SQLite file goes back to each of "
                        + "its backups: `provision backup create --incremental`."
                );

    /// <summary>The database that the option names.</summary>
    /// <exception cref="UsageException">It names none, or one that is not on a PostgreSQL server.</exception>
    public static PostgreSqlDatabase Require(CommandOption url) =>
        Find(url) ?? throw new UsageException("Which server? Give --url with a database of it.");

    /// <summary>The folder that the option names.</summary>
    /// <exception cref="UsageException">It was not given.</exception>
    public static string Folder(CommandOption option) =>
        option.Value() is { Length: > 0 } path
            ? path
            : throw new UsageException($"Give --{option.LongName} with a folder.");
}
