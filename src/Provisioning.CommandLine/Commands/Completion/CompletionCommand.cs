using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Completion;

/// <summary><c>provision completion</c>.</summary>
internal static class CompletionCommand
{
    private static readonly (string Name, Func<CommandTree, string> Script)[] Shells =
    [
        ("bash", BashCompletion.Script),
        ("zsh", ZshCompletion.Script),
        ("fish", FishCompletion.Script),
        ("pwsh", PowerShellCompletion.Script),
    ];

    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Prints a script by which a shell completes commands, options and the names of systems. It is made from the commands themselves; print it again
            after an update.

            Examples:
              provision completion bash > ~/.local/share/bash-completion/completions/provision
              provision completion zsh > ~/.zfunc/_provision  # with fpath+=~/.zfunc before compinit
              provision completion fish > ~/.config/fish/completions/provision.fish
              provision completion pwsh >> $PROFILE
            """;
        var shell = command.Argument("SHELL", "bash, zsh, fish or pwsh.");
        command.OnExecute(async () =>
        {
            var known = string.Join(", ", Shells.Select(entry => entry.Name));
            var script = Array.Find(Shells, entry => entry.Name == shell.Value).Script
                ?? throw new UsageException(
                    shell.Value is null
                        ? $"For which shell? Give one of {known}."
                        : $"There is no completion for {shell.Value}. Give one of {known}."
                );
            using var console = new ParserConsole();
            using var app = ProvisionApplication.Create(only: null, [], command.Systems(), console, token);
            await StandardOutput.Writer.WriteAsync(script(CommandTree.Of(app)).AsMemory(), token);
            return ExitCode.Done;
        });
    }
}
