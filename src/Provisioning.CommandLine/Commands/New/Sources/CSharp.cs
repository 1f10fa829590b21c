using System.Globalization;

namespace Provisioning.CommandLine.Commands.New.Sources;

/// <summary>Values as C# source.</summary>
internal static class CSharp
{
    private const int LongestLine = 90;

    private const string Keywords =
        " abstract as base bool break byte case catch char checked class const continue decimal default delegate do "
        + "double else enum event explicit extern false finally fixed float for foreach goto if implicit in int "
        + "interface internal is lock long namespace new null object operator out override params private protected "
        + "public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true "
        + "try typeof uint ulong unchecked unsafe ushort using virtual void volatile while ";

    /// <summary>Whether a text can be the name of a member.</summary>
    public static bool IsName(string text) =>
        text is [var first, ..]
        && (char.IsAsciiLetter(first) || first is '_')
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_');

    /// <summary>A text that <see cref="IsName"/> as the name of a member, keywords too.</summary>
    public static string Name(string text) =>
        Keywords.Contains($" {text} ", StringComparison.Ordinal) ? $"@{text}" : text;

    /// <summary>A string on one line, in quotes.</summary>
    public static string Text(string value) => $"\"{string.Concat(value.Select(Escaped))}\"";

    /// <summary>SQL: a string of several lines where it is long or has lines of its own.</summary>
    public static string Sql(string sql)
    {
        if (sql.Length <= LongestLine && !sql.Contains('\n', StringComparison.Ordinal))
        {
            return Text(sql);
        }

        var quotes = new string('"', Math.Max(3, LongestRun(sql) + 1));
        return $"{quotes}\n{sql.ReplaceLineEndings("\n")}\n{quotes}";
    }

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var character in text)
        {
            run = character is '"' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    private static string Escaped(char character) =>
        character switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            < ' ' or '\u007f' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
            _ => character.ToString(),
        };
}
