using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.Planning;

namespace Provisioning.CommandLine.Commands.Fleet;

/// <summary><c>provision fleet down</c>.</summary>
internal static class FleetDownCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Rolls back all above --to, or as many as --steps says, on each target, in waves. With --to a second run finds done what is done;
            --steps goes further down with each. Where rows would be lost it names the targets and asks first, unless --yes is given, and
            requires --force where one looks like production.

            Examples:
              provision fleet down --system towow --to 2
              provision fleet down --system towow --steps 1 --only acme --yes
            """;
        var steps = command.Value("-n|--steps <N>", "How many migrations.");
        var to = command.Value("-t|--to <VERSION>", "The version to go back to, which stays; 0 for none.");
        var run = new FleetMigration(command, losesData: true);
        command.OnExecute(() =>
            run.RunAsync(
                "down",
                (to.Number(), steps.Number(least: 1, int.MaxValue)) switch
                {
                    ({ } version, null) => new MigrationTarget.DownTo(version),
                    (null, { } count) => new MigrationTarget.DownBy((int)count),
                    _ => throw new UsageException("Give --to or --steps, one of them."),
                },
                only: null,
                token
            )
        );
    }
}
