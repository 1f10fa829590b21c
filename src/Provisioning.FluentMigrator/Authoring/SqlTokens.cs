using System.Text.RegularExpressions;

namespace Provisioning.Authoring;

/// <summary>Puts parameters into SQL text: <c>$(name)</c> becomes the value, <c>$$((name))</c> the text <c>$(name)</c>.</summary>
internal static partial class SqlTokens
{
    /// <summary>The text with its tokens replaced. A name without a parameter stays; without parameters everything does.</summary>
    public static string Replace(string sql, IDictionary<string, string> parameters) => parameters.Count == 0
        ? sql
        : Token().Replace(sql, match => match.Groups["text"] is { Success: true } text
            ? $"$({text.Value})"
            : parameters.TryGetValue(match.Groups["name"].Value, out var value) ? value : match.Value);

    [GeneratedRegex(@"\$\$\(\((?<text>\w+)\)\)|\$\((?<name>\w+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Token();
}
