using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.Planning;

namespace Provisioning.CommandLine.Commands.Fleet;

/// <summary><c>provision fleet up</c>.</summary>
internal static class FleetUpCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Applies what is pending to each target, in waves. What would be refused or cannot be reached counts as failed before anything
            runs. Once more have failed than --max-failures allows, no more are begun; those that are under way end. Ctrl+C rolls back what
            is under way. Run again, it finds done what is done. What came of each target is in the record, which `fleet report` shows.

            Exits with 1 where a target failed or was not begun, with 4 where none could be reached, with 5 where all were locked.

            Examples:
              provision fleet up --system towow
              provision fleet up --system towow --canary ring=canary --wave 10% --pause 30 --health ./healthy.sh
              provision fleet up --system towow --part 2/3
            """;
        var to = command.Value("-t|--to <VERSION>", "The last version to apply. Default: the newest.");
        var run = new FleetMigration(command, losesData: false);
        command.OnExecute(() => run.RunAsync("up", new MigrationTarget.Up(to.Number()), only: null, token));
    }
}
