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
        var tokens = new List<string>();
        for (var at = 0; at < sql.Length; )
        {
            var end = EndOf(sql, at, postgres);
            if (!IsBlank(sql, at))
            {
                tokens.Add(IsWord(sql[at]) && sql[end - 1] is not '\'' ? Folded(sql[at..end]) : sql[at..end]);
            }

            at = end;
        }

        if (tokens is [.., ";"])
        {
            tokens.RemoveAt(tokens.Count - 1);
        }

        var isSql =
            tokens.IndexOf("language") is >= 0 and var language
            && tokens.ElementAtOrDefault(language + 1) is "plpgsql" or "sql";
        return string.Join(' ', tokens.Select(token => token[0] is '$' ? Body(token, isSql) : token));
    }

    private static bool IsBlank(string sql, int at) =>
        char.IsWhiteSpace(sql[at]) || IsAt(sql, at, "--") || IsAt(sql, at, "/*");

    private static int EndOf(string sql, int at, bool postgres) =>
        sql[at] switch
        {
            '-' when IsAt(sql, at, "--") => After(sql, "\n", at),
            '/' when IsAt(sql, at, "/*") => EndOfComment(sql, at, postgres),
            '\'' => EndOfQuoted(sql, at, '\'', backslash: false),
            '"' => EndOfQuoted(sql, at, '"', backslash: false),
            '`' when !postgres => EndOfQuoted(sql, at, '`', backslash: false),
            '[' when !postgres => After(sql, "]", at),
            '$' when postgres && TagAt(sql, at) is { } tag => After(sql, tag, at + tag.Length),
            var c when IsWord(c) => EndOfWord(sql, at, postgres),
            _ => at + 1,
        };

    // A letter before a string belongs to it: E'…', X'…'.
    private static int EndOfWord(string sql, int at, bool postgres)
    {
        var end = at;
        while (end < sql.Length && (IsWord(sql[end]) || sql[end] is '$'))
        {
            end++;
        }

        return
            end == at + 1 && end < sql.Length && sql[end] is '\'' && sql[at] is 'e' or 'E' or 'x' or 'X' or 'b' or 'B'
            ? EndOfQuoted(sql, end, '\'', postgres && sql[at] is 'e' or 'E')
            : end;
    }

    private static int EndOfQuoted(string sql, int open, char quote, bool backslash)
    {
        for (var at = open + 1; at < sql.Length; at++)
        {
            if (backslash && sql[at] is '\\')
            {
                at++;
            }
            else if (sql[at] == quote && (++at == sql.Length || sql[at] != quote))
            {
                return at;
            }
        }

        return sql.Length;
    }

    private static int EndOfComment(string sql, int open, bool postgres)
    {
        var depth = 1;
        for (var at = open + 2; at < sql.Length; at++)
        {
            if (postgres && IsAt(sql, at, "/*"))
            {
                depth++;
                at++;
            }
            else if (IsAt(sql, at, "*/") && --depth == 0)
            {
                return at + 2;
            }
        }

        return sql.Length;
    }

    private static string? TagAt(string sql, int at)
    {
        var end = at + 1;
        while (end < sql.Length && IsWord(sql[end]))
        {
            end++;
        }

        return end < sql.Length && sql[end] is '$' && !char.IsAsciiDigit(sql[at + 1]) ? sql[at..(end + 1)] : null;
    }

    // The tag says nothing.
    private static string Body(string quoted, bool isSql)
    {
        if (TagAt(quoted, 0) is not { } tag || quoted.Length < 2 * tag.Length)
        {
            return quoted;
        }

        var body = quoted[tag.Length..^tag.Length];
        return $"$${(isSql ? Normal(body, postgres: true) : body)}$$";
    }

    private static int After(string sql, string end, int from) =>
        from < sql.Length && sql.IndexOf(end, from, StringComparison.Ordinal) is >= 0 and var found
            ? found + end.Length
            : sql.Length;

    private static bool IsAt(string sql, int at, string text) =>
        string.CompareOrdinal(sql, at, text, 0, text.Length) == 0;

    private static bool IsWord(char c) =>
        char.IsAsciiLetterOrDigit(c) || c is '_' || c > '\x7f' && !char.IsWhiteSpace(c);

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
