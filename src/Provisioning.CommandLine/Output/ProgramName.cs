using System.Reflection;
using System.Text.RegularExpressions;

namespace Provisioning.CommandLine.Output;

/// <summary>What the program that runs is called: <c>provision</c>, or the name of a program with systems of its own,
/// so that the commands it proposes are its own.</summary>
internal static partial class ProgramName
{
    private const string Ours = "provision";

    /// <summary>The name.</summary>
    public static string Value { get; } = Name(Environment.ProcessPath, Assembly.GetEntryAssembly()?.GetName().Name);

    /// <summary>The name of a program.</summary>
    /// <param name="process">The file that runs.</param>
    /// <param name="assembly">The assembly that it began with.</param>
    public static string Name(string? process, string? assembly)
    {
        var file =
            Path.GetFileName(process) is { } name && name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase)
                ? name[..^4]
                : Path.GetFileName(process);
        return file is null or "" or "dotnet" ? assembly ?? Ours : file;
    }

    /// <summary>The text with the program's name in the commands that it proposes.</summary>
    public static string In(string text) => In(text, Value);

    /// <summary>The text with a program's name in the commands that it proposes.</summary>
    public static string In(string text, string name) =>
        name is Ours || !text.Contains(Ours, StringComparison.Ordinal) ? text : Command().Replace(text, name);

    /// <summary>Help with the program's name and system in its examples.</summary>
    /// <param name="help">The help.</param>
    /// <param name="name">The program's name.</param>
    /// <param name="system">The only system of the program; null where it has several.</param>
    public static string InHelp(string help, string name, string? system) =>
        system is null
            ? In(help, name)
            : Example().Replace(In(help, name).Replace(" --system towow", "", StringComparison.Ordinal), system);

    // In a sentence between backticks, in help at the beginning of a line.
    [GeneratedRegex(
        "(?<=`|^ +|&& |mean )provision(?= [a-z-])",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Command();

    [GeneratedRegex("(?<![A-Za-z])towow(?![A-Za-z])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Example();
}
