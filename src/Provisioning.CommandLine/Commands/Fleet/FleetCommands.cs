using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Commands.Fleet;

/// <summary><c>provision fleet</c>.</summary>
internal static class FleetCommands
{
    /// <summary>Adds the commands of the group.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Many databases with the same migrations: one for each customer, or one schema for each. Which there are is in a file, fleet.json,
            or given by --schemas or --databases. Each keeps its own ledger and its own lock, so that a run that was stopped is begun again
            by the same command, and finds done what is done.

            Examples:
              provision fleet status --system towow
              provision fleet up --system towow --canary 1 --wave 10% --max-failures 3
              provision fleet status --system towow --url postgresql://me@localhost:5432/towow --schemas 'tenant_%'
            """;
        command.Add(
            token,
            ("status", "Show which migrations each target has.", FleetStatusCommand.Configure),
            ("plan", "Show what up would do, once for all targets in one state.", FleetPlanCommand.Configure),
            ("up", "Apply what is pending, in waves.", FleetUpCommand.Configure),
            ("down", "Roll migrations back, in waves.", FleetDownCommand.Configure),
            ("retry", "Take the targets again that failed in the last run.", FleetRetryCommand.Configure),
            ("check", "Compare the structures with what the migrations make.", FleetCheckCommand.Configure),
            ("report", "Show what came of the last run.", FleetReportCommand.Configure),
            ("add", "Make a target at the newest version.", FleetAddCommand.Configure),
            ("remove", "Drop a target, after a backup.", FleetRemoveCommand.Configure)
        );
    }
}
