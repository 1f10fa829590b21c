using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace Provisioning.Tests.Architecture;

/// <summary>What the README and the pages of docs/ print can be used as it is.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void A_line_of_a_command_block_can_be_pasted_as_it_is()
    {
        var root = Path.GetFullPath(Path.Combine(ThisFolder(), "../../.."));
        var pages = Directory.GetFiles(Path.Combine(root, "docs"), "*.md").Append(Path.Combine(root, "README.md"));

        var lines = pages.SelectMany(page => CommandLines(File.ReadAllLines(page))).ToArray();

        Assert.True(lines.Length > 50);
        Assert.DoesNotContain(lines, line => TextAfterCommand().IsMatch(line));
    }

    private static IEnumerable<string> CommandLines(IEnumerable<string> lines)
    {
        var isCode = false;
        foreach (var line in lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isCode = !isCode;
            }
            else if (isCode && Command().IsMatch(line))
            {
                yield return line.Split(" #")[0].TrimEnd();
            }
        }
    }

    [GeneratedRegex("^(?:provision|make|export|dotnet|cp|sudo) ", RegexOptions.None, 1000)]
    private static partial Regex Command();

    // A gap before an option aligns the lines; before a word it begins an explanation, which wants a #.
    [GeneratedRegex(@" {2,}[^\s-]", RegexOptions.None, 1000)]
    private static partial Regex TextAfterCommand();

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
