using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.Planning;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision down</c>.</summary>
internal static class DownCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Rolls back the last migration, as many as --steps says, or all above --to. Asks first where that would drop a table or a column
            of a table with rows, unless --yes is given.

            Examples:
              provision down --system towow
              provision down --system towow --steps 2
              provision down --system towow --to 0 --yes
            """;
        var steps = command.Value("-n|--steps <N>", "How many migrations. Default: 1.");
        var to = command.Value("-t|--to <VERSION>", "The version to go back to, which stays; 0 for none.");
        var run = new MigrateRun(command, losesData: true);
        command.OnExecute(() =>
            run.RunAsync(
                (to.Number(), steps.Number(least: 1, int.MaxValue)) switch
                {
                    ({ }, { }) => throw new UsageException("Give --steps or --to, not both."),
                    ({ } version, null) => new MigrationTarget.DownTo(version),
                    (null, var count) => new MigrationTarget.DownBy((int)(count ?? 1)),
                },
                backUp: null,
                token
            )
        );
    }
}
