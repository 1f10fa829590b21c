using System.Runtime.CompilerServices;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>The commands of the README and of docs/ work as they are printed: those of blocks marked with
/// <c>&lt;!-- run --&gt;</c> are run, a page after the other, each in an empty folder.</summary>
public sealed class DocumentedCommandTests
{
    private const string Mark = "<!-- run -->";
    private const string Fence = "```";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Pages =>
        [
            .. Directory
                .GetFiles(Path.Combine(Root, "docs"), "*.md")
                .Append(Path.Combine(Root, "README.md"))
                .Where(page => Commands(page).Count > 0)
                .Select(page => Path.GetRelativePath(Root, page)),
        ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_commands_of_a_page_succeed_one_after_the_other(string page)
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        foreach (var command in Commands(Path.Combine(Root, page)))
        {
            var (text, file) = command.Split(" > ") is [var before, var after] ? (before, after) : (command, null);
            var run = await ProvisionProcess.RunAsync(
                text.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..],
                new() { WorkingDirectory = folder.Path },
                Token
            );

            Assert.True(run.ExitCode == 0, $"{page}: {command}\n{run.Output}{run.Errors}");
            if (file is not null)
            {
                await File.WriteAllTextAsync(Path.Combine(folder.Path, file), run.Output, Token);
            }
        }
    }

    [Fact]
    public void The_guides_for_beginners_have_commands_that_run() =>
        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal)
            {
                "README.md",
                Path.Combine("docs", "first-hour.md"),
                Path.Combine("docs", "pipeline.md"),
                Path.Combine("docs", "release.md"),
                Path.Combine("docs", "tests.md"),
                Path.Combine("docs", "ledger.md"),
            },
            Pages.Select(row => row.Data).ToHashSet(StringComparer.Ordinal)
        );

    private static List<string> Commands(string page)
    {
        var commands = new List<string>();
        var (isMarked, isCode) = (false, false);
        foreach (var line in File.ReadLines(page))
        {
            if (line.StartsWith(Fence, StringComparison.Ordinal))
            {
                isMarked &= !isCode;
                isCode = !isCode;
            }
            else if (line is Mark)
            {
                isMarked = true;
            }
            else if (isMarked && isCode && line.StartsWith("provision ", StringComparison.Ordinal))
            {
                commands.Add(line.Split(" #")[0].TrimEnd());
            }
        }

        return commands;
    }

    private static string Root { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), "../../.."));

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
