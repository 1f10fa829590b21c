using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision reset</c>.</summary>
internal static class ResetCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Drops the database with everything in it, and rebuilds it as init does. Asks first, unless --yes is given.

            Examples:
              provision reset --system towow --sample-data --yes
              provision reset --system towow --url postgresql://me@localhost:5432/towow --dry-run
            """;
        var init = new InitRun(command, isReset: true);
        command.OnExecute(() => init.RunAsync(token));
    }
}
