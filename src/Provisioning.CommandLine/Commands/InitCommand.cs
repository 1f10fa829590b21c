using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision init</c>.</summary>
internal static class InitCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Creates the database if it is not there, applies all migrations, adds the data asked for. Run twice, it changes nothing.

            Examples:
              provision init --system towow --sample-data --mock-agents
              provision init --system towow --mock-agents-count 50 --seed 7 --url sqlite:///./demo.db
              DATABASE_URL=postgresql://me:secret@localhost:5432/towow provision init --system towow --sample-data
              DATABASE_URL=postgresql://me:secret@localhost:5432/towow provision init --system towow --roles --passwords-to ./towow.pgpass
            """;
        var init = new InitRun(command, isReset: false);
        command.OnExecute(() => init.RunAsync(token));
    }
}
