using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace Provisioning.Tests.Architecture;

/// <summary>Each promise of docs/promises.md names tests that there are.</summary>
public sealed partial class PromiseTests
{
    [Fact]
    public void The_tests_that_hold_a_promise_are_there()
    {
        var root = Path.GetFullPath(Path.Combine(ThisFolder(), "../../.."));
        var promises = File.ReadAllLines(Path.Combine(root, "docs/promises.md"))
            .Where(line =>
                line.StartsWith("| ", StringComparison.Ordinal)
                && !line.StartsWith("| promise", StringComparison.Ordinal)
            )
            .ToArray();
        var classes = Directory
            .EnumerateFiles(Path.Combine(root, "tests"), "*Tests*.cs", SearchOption.AllDirectories)
            .ToLookup(path => Path.GetFileName(path).Split('.')[0], StringComparer.Ordinal);
        bool IsThere(Match test) =>
            classes[test.Groups["class"].Value]
                .Any(path =>
                    File.ReadAllText(path).Contains($" {test.Groups["test"].Value}(", StringComparison.Ordinal)
                    || test.Groups["test"].Length == 0
                );

        Assert.True(promises.Length > 30);
        Assert.DoesNotContain(promises, line => !Test().IsMatch(line));
        Assert.Empty(
            promises.SelectMany(line => Test().Matches(line)).Where(test => !IsThere(test)).Select(test => test.Value)
        );
    }

    [GeneratedRegex(
        "`(?<class>[A-Z][A-Za-z0-9]+Tests)(\\.(?<test>[A-Za-z_0-9]+))?`",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Test();

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
