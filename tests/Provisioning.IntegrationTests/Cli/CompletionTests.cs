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
