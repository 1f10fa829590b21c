using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Fleets.States;
using Provisioning.Planning;

namespace Provisioning.CommandLine.Commands.Fleet;

/// <summary><c>provision fleet plan</c>.</summary>
internal static class FleetPlanCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Shows what `fleet up` would do, once for all targets in one state, and which targets it would refuse and why. Changes nothing.
            The SQL with its locks is what `provision plan` shows for one of them. Exits with 3 where a target would be refused.

            Examples:
              provision fleet plan --system towow
              provision fleet plan --system towow --to 3 --where ring=canary
            """;
        var to = command.Value("-t|--to <VERSION>", "The last version to apply. Default: the newest.");
        var fleet = new FleetOptions(command);
        var migrations = new MigrationOptions(command);
        var run = new RunOptions(command);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var system = fleet.Target.System;
            var catalog = migrations.Of(system);
            var status = await new FleetReader(catalog, run.Value, fleet.AtOnce).ReadAsync(
                await fleet.FindAsync(token),
                new MigrationTarget.Up(to.Number()),
                token
            );
            var page = new FleetStatusPage(status, system, catalog);
            await report.WriteAsync(page.Json, page.Plan, token);
            var code = FleetStatusCommand.CodeOf(status, checks: false);
            return code == ExitCode.Done && status.Targets.Any(target => target.Problem is not null)
                ? ExitCode.Found
                : code;
        });
    }
}
