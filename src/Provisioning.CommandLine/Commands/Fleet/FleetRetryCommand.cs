using McMaster.Extensions.CommandLineUtils;
using Provisioning.Fleets.Runs;
using Provisioning.Planning;

namespace Provisioning.CommandLine.Commands.Fleet;

/// <summary><c>provision fleet retry</c>.</summary>
internal static class FleetRetryCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Takes the targets to the same version that failed in the last run, or were under way when it was interrupted or killed. Those that
            were not begun are left to `fleet up`. Its own record replaces that of the last run.

            Examples:
              provision fleet retry --system towow
              provision fleet retry --system towow --max-failures 5 --table-wait 5000
            """;
        var run = new FleetMigration(command, losesData: false);
        command.OnExecute(() =>
        {
            var last = FleetRecord.Read(run.Record.Path);
            if (last.Head.Command is not "up")
            {
                throw new UsageException(
                    $"The last run was fleet {last.Head.Command}, which may lose data. Run it again by its own name, "
                        + "and name the targets with --only."
                );
            }

            if (last.Head.System != run.Fleet.Target.System.Name)
            {
                throw new UsageException(
                    $"The last run was of the system {last.Head.System}, not of {run.Fleet.Target.System.Name}."
                );
            }

            return run.RunAsync(
                "up",
                new MigrationTarget.Up(last.Head.To),
                [.. last.Unfinished.Select(outcome => outcome.Name)],
                token
            );
        });
    }
}
