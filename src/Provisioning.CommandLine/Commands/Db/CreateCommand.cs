using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Execution;

namespace Provisioning.CommandLine.Commands.Db;

/// <summary><c>provision db create</c>.</summary>
internal static class CreateCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Creates the database, empty; one that is there stays as it is. `provision init` creates and fills it.

            Example:
              provision db create --url postgresql://me@localhost:5432/towow
            """;
        var target = new TargetOptions(command);
        var lockWait = new LockWaitOption(command);
        var dryRun = command.Flag("--dry-run", "Say what would be done, and do nothing.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var database = target.DatabaseAlone;
            var isNew = dryRun.HasValue()
                ? !await database.ExistsAsync(token)
                : await RunProgress.WatchAsync(progress =>
                    database.CreateAsync(lockWait.Value, holder => progress.Report(new RunEvent.Waiting(holder)), token)
                );
            await report.WriteAsync(
                () =>
                    new()
                    {
                        ["database"] = database.Location,
                        ["created"] = isNew && !dryRun.HasValue(),
                        ["dry_run"] = dryRun.HasValue(),
                        ["changed"] = isNew && !dryRun.HasValue(),
                    },
                () =>
                    $"{database.Location}: "
                    + $"{(isNew ? dryRun.HasValue() ? "would be created" : "created"
                        : "is there already, nothing to do")}.",
                token,
                isSummary: true
            );
            return ExitCode.Done;
        });
    }
}
