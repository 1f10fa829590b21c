using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision man</c>.</summary>
internal static class ManCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Prints the manual page: every command with its options and examples, the variables and the exit codes. It is made from the commands themselves;
            print it again after an update.

            Examples:
              provision man | man -l -
              provision man > ~/.local/share/man/man1/provision.1  # from then on: man provision
            """;
        command.OnExecute(async () =>
        {
            using var console = new ParserConsole();
            using var app = ProvisionApplication.Create(only: null, [], command.Systems(), console, token);
            await StandardOutput.Writer.WriteAsync(ManualPage.Of(app).AsMemory(), token);
            return ExitCode.Done;
        });
    }
}
