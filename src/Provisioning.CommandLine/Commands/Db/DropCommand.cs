using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Db;

/// <summary><c>provision db drop</c>.</summary>
internal static class DropCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Drops the database with everything in it, and ends the sessions that others have there; with --schema, that schema alone. Asks
            first, unless --yes is given, and requires --force where it is or looks like production.

            Examples:
              provision db drop --url postgresql://me@localhost:5432/towow
              provision db drop --system towow --yes
            """;
        var target = new TargetOptions(command);
        var confirmation = new Confirmation(command);
        var dryRun = command.Flag("--dry-run", "Say what would be done, and do nothing.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var database = target.DatabaseAlone;
            var isThere = await database.ExistsAsync(token);
            if (isThere && !dryRun.HasValue())
            {
                await confirmation.RequireAsync(
                    database,
                    $"drops the {(database.HasOwnSchema ? "schema" : "database")} with everything in it",
                    token
                );
                isThere = await database.DropAsync(token);
            }

            await report.WriteAsync(
                () =>
                    new()
                    {
                        ["database"] = database.Location,
                        ["dropped"] = isThere && !dryRun.HasValue(),
                        ["dry_run"] = dryRun.HasValue(),
                        ["changed"] = isThere && !dryRun.HasValue(),
                    },
                () =>
                    $"{database.Location}: "
                    + $"{(isThere ? dryRun.HasValue() ? "would be dropped" : "dropped"
                        : "is not there, nothing to do")}.",
                token,
                isSummary: true
            );
            return ExitCode.Done;
        });
    }
}
