using System.Text;

namespace Provisioning.Dialects;

/// <summary>SQL as the engine reads it: apart from how it is laid out.</summary>
internal static class SqlText
{
    /// <summary>The tokens with one blank between them: without comments, words without quotes in small letters.
    /// Literals and quoted names stay as they are, and so does the body of a function in a language other than
    /// SQL's. Two texts that differ only in white space, comments and the case of keywords give the same.</summary>
    /// <param name="sql">The text: one statement, or a part of one.</param>
    /// <param name="postgres">Whether backslash strings, dollar quotes and nested comments mean something; else
    /// SQLite's back-ticked and bracketed names do.</param>
    public static string Normal(string sql, bool postgres)
    {
        var tokens = Tokens(sql, postgres)
            .Select(place =>
                IsWord(sql[place.Start]) && sql[place.End - 1] is not '\''
                    ? Folded(sql[place.Start..place.End])
                    : sql[place.Start..place.End]
            )
            .ToList();
        if (tokens is [.., ";"])
        {
            tokens.RemoveAt(tokens.Count - 1);
        }

        var isSql =
            tokens.IndexOf("language") is >= 0 and var language
            && tokens.ElementAtOrDefault(language + 1) is "plpgsql" or "sql";
        return string.Join(' ', tokens.Select(token => token[0] is '$' ? Body(token, isSql) : token));
    }

    /// <summary>Where the words, quoted names, literals and signs of a text are.</summary>
    public static IEnumerable<(int Start, int End)> Tokens(string sql, bool postgres)
    {
        for (var at = 0; at < sql.Length; )
        {
            var end = EndOf(sql, at, postgres);
            if (!IsBlank(sql, at))
            {
                yield return (at, end);
            }

            at = end;
        }
    }

    private static bool IsBlank(string sql, int at) =>
        sql[at] is ' ' or (>= '\t' and <= '\r') || SqlScan.IsAt(sql, at, "--") || SqlScan.IsAt(sql, at, "/*");

    private static int EndOf(string sql, int at, bool postgres) =>
        sql[at] switch
        {
            '-' when SqlScan.IsAt(sql, at, "--") => SqlScan.EndOfLine(sql, at, postgres),
            '/' when SqlScan.IsAt(sql, at, "/*") => EndOfComment(sql, at, postgres),
            '\'' or '"' => SqlScan.EndOfQuoted(sql, at, backslash: false),
            '`' when !postgres => SqlScan.EndOfQuoted(sql, at, backslash: false),
            '[' when !postgres => SqlScan.After(sql, at, "]"),
            '$' when postgres && SqlScan.DollarTag(sql, at) is { Length: > 0 } tag => SqlScan.After(
                sql,
                at + tag.Length,
                tag
            ),
            var c when IsWord(c) => EndOfWord(sql, at, postgres),
            _ => at + 1,
        };

    // A letter before a string belongs to it: E'…', X'…'.
    private static int EndOfWord(string sql, int at, bool postgres)
    {
        var end = SqlScan.EndOfWord(sql, at);
        return
            end == at + 1 && end < sql.Length && sql[end] is '\'' && sql[at] is 'e' or 'E' or 'x' or 'X' or 'b' or 'B'
            ? SqlScan.EndOfQuoted(sql, end, postgres && sql[at] is 'e' or 'E')
            : end;
    }

    private static int EndOfComment(string sql, int open, bool postgres) =>
        SqlScan.EndOfComment(sql, open, nests: postgres) is >= 0 and var end ? end : sql.Length;

    private static bool IsWord(char c) => SqlScan.IsLetter(c) || char.IsAsciiDigit(c);

    // The tag says nothing.
    private static string Body(string quoted, bool isSql)
    {
        var tag = SqlScan.DollarTag(quoted, 0).Length;
        if (tag == 0 || quoted.Length < 2 * tag)
        {
            return quoted;
        }

        var body = quoted[tag..^tag];
        return $"$${(isSql ? Normal(body, postgres: true) : body)}$$";
    }

    // As both engines have it: letters beyond ASCII stay.
    private static string Folded(string word)
    {
        var folded = new StringBuilder(word.Length);
        foreach (var c in word)
        {
            folded.Append(char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c);
        }

        return folded.ToString();
    }
}
