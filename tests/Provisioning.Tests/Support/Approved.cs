using System.Runtime.CompilerServices;
using Xunit;

namespace Provisioning.Tests.Support;

/// <summary>Compares what a person reads with a file that a person has approved. The file lies beside the test and is
/// named after it.</summary>
internal static class Approved
{
    /// <summary>Fails where the text is not the approved one. With PROVISIONING_APPROVE=1, as <c>make approve</c> sets
    /// it, the text is written down instead.</summary>
    public static void Matches(string text, [CallerMemberName] string test = "", [CallerFilePath] string source = "")
    {
        var file = Path.Combine(
            Path.GetDirectoryName(source)!,
            $"{Path.GetFileNameWithoutExtension(source)}.{test}.approved.txt"
        );
        var actual = text.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("PROVISIONING_APPROVE") is "1")
        {
            File.WriteAllText(file, actual);
        }

        Assert.Equal(
            File.Exists(file)
                ? File.ReadAllText(file)
                : $"Nothing is approved yet: `make approve` writes {Path.GetFileName(file)}.",
            actual
        );
    }
}
