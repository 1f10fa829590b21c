using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Commands.Backup;
using Provisioning.CommandLine.Options;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision up</c>.</summary>
internal static class UpCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Applies what is pending, each migration in one transaction. With nothing pending it changes nothing. Several at once are safe:
            one works, the others wait and then find nothing to do. The database has to exist, but for SQLite files; init creates it.

            Examples:
              provision up --system towow
              provision up --system towow --to 2 --dry-run
              provision up --system towow --plan plan.json
              provision up --system towow --backup-first --backup-to /backups/towow --key-file backup.key
              provision up --assembly bin/My.Migrations.dll --url postgresql://me@localhost:5432/mine
            """;
        var to = command.Value("-t|--to <VERSION>", "The last version to apply. Default: the newest.");
        var plan = command.Value(
            "--plan <FILE>",
            "Apply what `plan --out` kept in this file, or nothing where the database has changed since."
        );
        var run = new MigrateRun(command, losesData: false);
        var backup = new BackupFirst(command);
        command.OnExecute(() =>
            run.RunAsync(
                new Planning.MigrationTarget.Up(to.Number()),
                backup.IsAsked ? target => backup.RunAsync(target, token) : null,
                token,
                plan.Value() is not { } file ? null
                    : to.HasValue() ? throw new UsageException("Give --plan or --to, not both: a plan has its end.")
                    : file
            )
        );
    }
}
