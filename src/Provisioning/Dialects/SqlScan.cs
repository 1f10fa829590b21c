namespace Provisioning.Dialects;

/// <summary>Where parts of SQL text end that are not read word by word: strings, quoted names, comments, dollar
/// quotes.</summary>
internal static class SqlScan
{
    /// <summary>The place after a string or a quoted name, in which a doubled quote is part of it; the text's end where
    /// it has none.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="open">The opening quote.</param>
    /// <param name="backslash">Whether a backslash takes the next character's meaning away.</param>
    public static int EndOfQuoted(ReadOnlySpan<char> sql, int open, bool backslash)
    {
        for (var at = open + 1; at < sql.Length; at++)
        {
            if (backslash && sql[at] is '\\')
            {
                at++;
            }
            else if (sql[at] == sql[open] && (++at == sql.Length || sql[at] != sql[open]))
            {
                return at;
            }
        }

        return sql.Length;
    }

    /// <summary>The place after a comment that begins with <c>/*</c>; -1 where it has no end.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="open">Where it begins.</param>
    /// <param name="nests">Whether a comment may hold others.</param>
    public static int EndOfComment(ReadOnlySpan<char> sql, int open, bool nests)
    {
        var depth = 1;
        for (var at = open + 2; at < sql.Length; at++)
        {
            if (IsAt(sql, at, "*/"))
            {
                at++;
                if (--depth == 0)
                {
                    return at + 1;
                }
            }
            else if (nests && IsAt(sql, at, "/*"))
            {
                at++;
                depth++;
            }
        }

        return -1;
    }

    /// <summary>The place after a line; PostgreSQL ends one at a carriage return as well.</summary>
    public static int EndOfLine(ReadOnlySpan<char> sql, int at, bool postgres)
    {
        var end = postgres ? sql[at..].IndexOfAny('\n', '\r') : sql[at..].IndexOf('\n');
        return end < 0 ? sql.Length : at + end + 1;
    }

    /// <summary>The tag that begins a dollar quote there: <c>$$</c>, <c>$body$</c>; empty where none does.</summary>
    public static ReadOnlySpan<char> DollarTag(ReadOnlySpan<char> sql, int at)
    {
        var end = at + 1;
        while (end < sql.Length && (IsLetter(sql[end]) || char.IsAsciiDigit(sql[end])))
        {
            end++;
        }

        var isTag = end < sql.Length && sql[end] is '$' && !char.IsAsciiDigit(sql[at + 1]);
        return isTag ? sql[at..(end + 1)] : [];
    }

    /// <summary>The place after the next such text; the text's end where there is none.</summary>
    public static int After(ReadOnlySpan<char> sql, int from, ReadOnlySpan<char> text)
    {
        var found = sql[from..].IndexOf(text);
        return found < 0 ? sql.Length : from + found + text.Length;
    }

    /// <summary>The place after the word that begins there.</summary>
    public static int EndOfWord(ReadOnlySpan<char> sql, int at)
    {
        while (at < sql.Length && (IsLetter(sql[at]) || char.IsAsciiDigit(sql[at]) || sql[at] is '$'))
        {
            at++;
        }

        return at;
    }

    /// <summary>Whether a word may begin with it. Both engines take every character beyond ASCII for a
    /// letter.</summary>
    public static bool IsLetter(char c) => char.IsAsciiLetter(c) || c is '_' or >= '\u0080';

    /// <summary>Whether the text is there.</summary>
    public static bool IsAt(ReadOnlySpan<char> sql, int at, ReadOnlySpan<char> text) => sql[at..].StartsWith(text);
}
