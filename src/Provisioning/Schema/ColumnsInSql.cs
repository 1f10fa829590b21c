using System.Text.RegularExpressions;

namespace Provisioning.Schema;

/// <summary>Finds and renames columns in SQL expressions over the rows of one table.</summary>
internal static partial class ColumnsInSql
{
    /// <summary>Whether the expression names the column.</summary>
    public static bool MentionsColumn(this string sql, string column) =>
        Words().Matches(sql).Any(word => IsName(word.Value, column));

    /// <summary>The expression with the column under its new name, in quotes.</summary>
    public static string WithColumnRenamed(this string sql, string from, string to)
    {
        var quoted = $"\"{to.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        return Words().Replace(sql, word => IsName(word.Value, from) ? quoted : word.Value);
    }

    // A name without quotes is the same in any case.
    private static bool IsName(string word, string column) =>
        word[0] is '"'
            ? word[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) == column
            : word.Equals(column, StringComparison.OrdinalIgnoreCase);

    // Strings are matched whole, so that no word inside them is.
    [GeneratedRegex("""'(?:[^']|'')*'|"(?:[^"]|"")*"|[\w$]+""", RegexOptions.None, 1000)]
    private static partial Regex Words();
}
