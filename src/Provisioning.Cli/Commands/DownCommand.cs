using McMaster.Extensions.CommandLineUtils;
using Provisioning.Planning;

namespace Provisioning.Cli.Commands;

/// <summary><c>provision down</c>.</summary>
internal static class DownCommand
{
    /// <summary>Gives the command its options.</summary>
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
        var run = new MigrateRun(command, losesData: true);
        var steps = command.Option<int>("-n|--steps <N>", "How many migrations. Default: 1.", CommandOptionType.SingleValue);
        var to = command.Option<long>("-t|--to <VERSION>", "The version to go back to, which stays; 0 for none.", CommandOptionType.SingleValue);
        command.OnExecute(() => run.RunAsync(
            (to.HasValue(), steps.HasValue()) switch
            {
                (true, true) => throw new UsageException("Give --steps or --to, not both."),
                (true, _) => new MigrationTarget.DownTo(to.ParsedValue),
                _ => new MigrationTarget.DownBy(Positive(steps)),
            },
            token));
    }

    /// <summary>The number of steps; 1 where nobody says.</summary>
    /// <exception cref="UsageException">It is not positive.</exception>
    internal static int Positive(CommandOption<int> steps) => steps switch
    {
        _ when !steps.HasValue() => 1,
        { ParsedValue: > 0 and var count } => count,
        _ => throw new UsageException("--steps takes a number from 1."),
    };
}
