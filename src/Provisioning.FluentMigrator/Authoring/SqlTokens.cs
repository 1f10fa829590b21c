using System.Globalization;
using System.Text.RegularExpressions;

namespace Provisioning.Authoring;

/// <summary>Puts parameters into SQL text: <c>$(name)</c> becomes the value, <c>$$((name))</c> the text <c>$(name)</c>; <c>$[name]</c> becomes the
/// value as a literal that every engine reads, and <c>$$[[name]]</c> the text <c>$[name]</c>.</summary>
internal static partial class SqlTokens
{
    /// <summary>The text with its tokens replaced. A name without a parameter stays; without parameters everything does.</summary>
    public static string Replace(string sql, IDictionary<string, object?> parameters) =>
        parameters.Count == 0 ? sql : Token().Replace(sql, match => Replacement(match, parameters));

    private static string Replacement(Match match, IDictionary<string, object?> parameters)
    {
        var groups = match.Groups;
        return groups["text"].Success ? $"$({groups["text"].Value})"
            : groups["bracketed"].Success ? $"$[{groups["bracketed"].Value}]"
            : groups["name"].Success && parameters.TryGetValue(groups["name"].Value, out var plain) ? Plain(plain)
            : groups["literal"].Success && parameters.TryGetValue(groups["literal"].Value, out var value) ? Literal(value)
            : match.Value;
    }

    private static string Literal(object? value) => value switch
    {
        null or DBNull => "NULL",
        true => "TRUE",
        false => "FALSE",
        byte or sbyte or short or ushort or int or uint or long or ulong or decimal or float or double => Plain(value),
        DateTime moment => Quoted(moment.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)),
        DateTimeOffset moment => Quoted(moment.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture)),
        _ => Quoted(Plain(value)),
    };

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Plain(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    [GeneratedRegex(@"\$\$\(\((?<text>\w+)\)\)|\$\((?<name>\w+)\)|\$\$\[\[(?<bracketed>\w+)\]\]|\$\[(?<literal>\w+)\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Token();
}
