using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.Planning;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision redo</c>.</summary>
internal static class RedoCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Rolls the last migration back and applies it again, which shows while you write one that both ways work. Asks first where that
            would drop a table or a column of a table with rows, unless --yes is given.

            Examples:
              provision redo --system towow
              provision redo --system towow --steps 2
            """;
        var run = new MigrateRun(command, losesData: true);
        var steps = command.Value("-n|--steps <N>", "How many migrations. Default: 1.");
        command.OnExecute(() =>
            run.RunAsync(
                new MigrationTarget.Redo((int)(steps.Number(least: 1, int.MaxValue) ?? 1)),
                backUp: null,
                token
            )
        );
    }
}
