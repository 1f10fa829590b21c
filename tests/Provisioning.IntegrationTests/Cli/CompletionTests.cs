using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>What a shell proposes.</summary>
public sealed class CompletionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "init up down", "--version")]
    [InlineData("statu", "status", "status")]
    [InlineData("backup ", "create list verify", "--help")]
    [InlineData("backup create --ta", "--tag", "--tag")]
    [InlineData("status --system ", "towow querygpt genesis nova vibesurf", "vibesurf")]
    [InlineData("status --system = to", "towow", "towow")]
    [InlineData("up -o j", "json", "json")]
    [InlineData("completion ", "bash zsh fish pwsh", "--help")]
    [InlineData("help", "help", "help")]
    public async Task Bash_completes_commands_options_and_systems(string typed, string first, string last)
    {
        var script = await ProvisionProcess.RunAsync(Token, "completion", "bash");
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        var file = Path.Combine(folder.Path, "provision.bash");
        await File.WriteAllTextAsync(
            file,
            script.Output
                + """
                COMP_WORDS=(provision "$@"); COMP_CWORD=$#
                _provision
                echo "${COMPREPLY[*]}"

                """,
            Token
        );

        var proposed = await Shell.OutputAsync(["bash", file, .. typed.Split(' ')]);

        Assert.StartsWith(first, proposed, StringComparison.Ordinal);
        Assert.EndsWith(last, proposed.Trim(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stat", "status")]
    [InlineData("backup create --ta", "--tag")]
    [InlineData("status --system quer", "querygpt")]
    [InlineData("up -o j", "json")]
    [InlineData("pitr restore --from /et", "/etc")]
    public async Task Fish_and_zsh_complete_what_bash_does(string typed, string completed)
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        var scripts = ((string[])["fish", "zsh"]).Where(shell => File.Exists($"/usr/bin/{shell}")).ToArray();
        Assert.SkipWhen(scripts.Length == 0, "Neither fish nor zsh is installed here.");
        foreach (var shell in scripts)
        {
            var file = Path.Combine(folder.Path, "_provision");
            await File.WriteAllTextAsync(
                file,
                (await ProvisionProcess.RunAsync(Token, "completion", shell)).Output,
                Token
            );
            var proposed = await Shell.OutputAsync(
                shell is "fish"
                    ? ["fish", "--no-config", "-c", $"source {file}; complete -C 'provision {typed}'"]
                    : ["zsh", "-f", "-c", Typed(folder.Path, typed, completed)]
            );

            Assert.Contains(completed, proposed, StringComparison.Ordinal);
        }
    }

    // zsh completes only where somebody types: in a terminal of its own, until the line has grown.
    private static string Typed(string folder, string typed, string completed) =>
        $$"""
            zmodload zsh/zpty
            zpty shell zsh -f -i
            zpty -w shell 'PROMPT=; fpath=({{folder}} $fpath); autoload -Uz compinit; compinit -u -D; print RE""ADY'
            zpty -r -m shell out '*READY*'
            zpty -n -w shell $'provision {{typed}}\t'
            out=
            for ((i = 0; i < 400; i++)); do
                while zpty -r -t shell more; do out+=$more; done
                [[ $out == *{{completed}}* ]] && break
                sleep 0.05
            done
            print -r -- "$out"
            zpty -d shell
            """;

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Every_command_of_the_help_is_in_the_script(string shell)
    {
        var script = await ProvisionProcess.RunAsync(Token, "completion", shell);
        var help = await ProvisionProcess.RunAsync(Token, "help");

        var commands = help
            .Output.Split('\n')
            .Where(line => line.StartsWith("  ", StringComparison.Ordinal) && char.IsAsciiLetterLower(line[2]))
            .Select(line => line.Trim().Split(' ')[0])
            .Where(word => word is not "provision")
            .ToArray();
        Assert.True(commands.Length > 20);
        Assert.All(commands, command => Assert.Contains($"/{command}", script.Output, StringComparison.Ordinal));
        Assert.Contains("backup-first", script.Output, StringComparison.Ordinal);
        Assert.Contains("querygpt", script.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shell_that_is_not_known_is_refused()
    {
        var run = await ProvisionProcess.RunAsync(Token, "completion", "ksh");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("bash, zsh, fish, pwsh", run.Errors, StringComparison.Ordinal);
    }
}
