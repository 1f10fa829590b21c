using System.Globalization;

namespace Provisioning.CommandLine.Commands.New.Sources;

/// <summary>Values as C# source.</summary>
internal static class CSharp
{
    private const int LongestLine = 90;

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
