using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Fleets.States;
using Provisioning.Planning;

namespace Provisioning.CommandLine.Commands.Fleet;

/// <summary><c>provision fleet status</c>.</summary>
internal static class FleetStatusCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Shows which migrations the targets have, a line for all in one state, the odd ones first: current, pending, interrupted,
            refused (edited, unknown, of another system), missing, unreachable. The ledgers of many schemas in one database are read by one
            query for 250 of them. With --check it exits with 3 unless all are current, and with 4 where none can be reached.

            Examples:
              provision fleet status --system towow
              provision fleet status --system towow --where region=eu --check --output json
              provision fleet status --system towow --url sqlite:///tenants/any.db --databases '%'
            """;
        var fleet = new FleetOptions(command);
        var migrations = new MigrationOptions(command);
        var check = command.Flag("--check", "Exit with 3 unless all targets are current.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var system = fleet.Target.System;
            var catalog = migrations.Of(system);
            var targets = await fleet.FindAsync(token);
            var status = await new FleetReader(catalog, new(), fleet.AtOnce).ReadAsync(
                targets,
                new MigrationTarget.Up(),
                token
            );
            var page = new FleetStatusPage(status, system, catalog);
            await report.WriteAsync(page.Json, page.Text, token);
            return CodeOf(status, check.HasValue());
        });
    }

    /// <summary>The exit code for what was read.</summary>
    /// <param name="status">What was read.</param>
    /// <param name="checks">Whether a target that is not current is a finding.</param>
    public static int CodeOf(FleetStatus status, bool checks) =>
        status.Targets.Count > 0 && status.Count(TargetCondition.Unreachable) == status.Targets.Count
            ? ExitCode.NoConnection
        : checks && status.Count(TargetCondition.Current) < status.Targets.Count ? ExitCode.Found
        : ExitCode.Done;
}
