namespace Provisioning.Dialects;

/// <summary>Splits SQL text into its statements.</summary>
/// <remarks>A semicolon ends a statement unless it is in a string, a quoted name, a comment, a dollar quote, PostgreSQL's
/// parentheses or its <c>BEGIN ATOMIC … END</c> body, or a trigger body, which ends as SQLite's sqlite3_complete() has it: at <c>; END
/// ;</c>. On SQLite a line that holds only <c>GO</c> ends one too.</remarks>
public ref struct SqlSplitter
{
    private const string Go = "GO";
    private const int MostWords = 64;
    private const int LongestShown = 60;

    private readonly ReadOnlySpan<char> _sql;
    private readonly bool _postgres;
    private int _at;
    private int _words;
    private int _depth;
    private bool _creates;
    private bool _inTrigger;
    private string _word;
    private string _wordBefore;
    private int _start;
    private int _first;
    private List<string> _beginning;

    private SqlSplitter(ReadOnlySpan<char> sql, bool postgres)
    {
        _sql = sql;
        _postgres = postgres;
        _word = _wordBefore = "";
        _beginning = [];
        if (UnencodableAt(sql) is >= 0 and var at)
        {
            var what = sql[at] is '\0' ? "a NUL character" : "half of a surrogate pair";
            throw Refuse(at, $"it holds {what}, which no engine takes", "Take it out, or write the character by its number");
        }
    }

    /// <summary>Where the text holds a character that no engine takes: a NUL, or half of a surrogate pair; -1 for
    /// nowhere.</summary>
    internal static int UnencodableAt(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is '\0' || char.IsLowSurrogate(text[at]))
            {
                return at;
            }

            if (char.IsHighSurrogate(text[at]))
            {
                if (at + 1 >= text.Length || !char.IsLowSurrogate(text[at + 1]))
                {
                    return at;
                }

                at++;
            }
        }

        return -1;
    }

    /// <summary>The statements of the text in order, trimmed, without their semicolons; text that is only comments is
    /// left out.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="postgres">Whether backslash strings, dollar quotes, nested comments, rules and atomic bodies mean
    /// something; else SQLite's back-ticked and bracketed names and trigger bodies do.</param>
    /// <exception cref="SqlTextException">It holds what is no SQL: a command of a shell, a NUL, the rows of a COPY, a
    /// comment without an end.</exception>
    public static IReadOnlyList<SqlPiece> Split(string sql, bool postgres)
    {
        // What editors put before UTF-8.
        var splitter = new SqlSplitter(sql, postgres) { _at = sql is ['\uFEFF', ..] ? 1 : 0 };
        var pieces = new List<SqlPiece>();
        while (splitter.Next() is { } piece)
        {
            if (piece.Text.Length > 0)
            {
                pieces.Add(piece);
            }
        }

        return pieces;
    }

    private SqlPiece? Next()
    {
        if (_at >= _sql.Length)
        {
            return null;
        }

        (_start, _first) = (_at, _at);
        (_words, _depth, _creates, _inTrigger, _word, _wordBefore, _beginning) = (0, 0, false, false, "", "", []);
        while (_at < _sql.Length)
        {
            var c = _sql[_at];
            if (c == ';' && _depth <= 0 && (!_inTrigger || (_word is "END" && _wordBefore is ";")))
            {
                _at++;
                return Piece(_at - 1);
            }

            if (IsGo())
            {
                _at += Go.Length;
                return Piece(_at - Go.Length);
            }

            Step(c);
        }

        return Piece(_at);
    }

    private readonly SqlPiece Piece(int end)
    {
        if (_postgres && _beginning is ["COPY", ..] && Copies() is { } copy)
        {
            throw Refuse(
                _first,
                $"COPY … {copy} needs a client that sends or takes the rows",
                "Write the rows as INSERT, or copy them with code (Execute.WithConnection)"
            );
        }

        return new(_words == 0 ? "" : _sql[_start..end].Trim().ToString(), LineOf(_first)) { Words = [.. _beginning] };
    }

    private readonly string? Copies()
    {
        for (var i = 1; i < _beginning.Count; i++)
        {
            if ((_beginning[i - 1], _beginning[i]) is ("FROM", "STDIN") or ("TO", "STDOUT"))
            {
                return $"{_beginning[i - 1]} {_beginning[i].ToLowerInvariant()}";
            }
        }

        return null;
    }

    // FluentMigrator's SQLite takes a line that holds only GO for the end of a batch. A trigger's body holds none
    // before its end.
    private readonly bool IsGo()
    {
        if (
            _postgres
            || (_inTrigger && (_word, _wordBefore) is not ("END", ";"))
            || !_sql[_at..].StartsWith(Go, StringComparison.OrdinalIgnoreCase)
        )
        {
            return false;
        }

        var before = _sql[.._at].TrimEnd(" \t");
        var after = _sql[(_at + Go.Length)..].TrimStart(" \t");
        return before is [] or [.., '\n' or '\r'] && after is [] or ['\n' or '\r', ..];
    }

    private void Step(char c)
    {
        var next = _at + 1 < _sql.Length ? _sql[_at + 1] : '\0';
        switch (c)
        {
            case '-' when next == '-':
                SkipLine();
                break;
            case '/' when next == '*':
                SkipComment();
                break;
            case '\'':
                SkipQuoted('\'', _postgres && _word is "E" && _at > 0 && _sql[_at - 1] is 'E' or 'e');
                break;
            case '"' or '`' when c == '"' || !_postgres:
                SkipQuoted(c, backslash: false);
                break;
            case '[' when !_postgres:
                Word("[");
                SkipTo("]");
                break;
            case '$' when _postgres && DollarTag() is { Length: > 0 } tag:
                Word("$");
                _at += tag.Length;
                SkipTo(tag);
                break;
            case '\\' when _postgres:
            case '.' when !_postgres && _words == 0:
                throw Refuse(
                    _at,
                    $"`{LineFrom(_at)}` is a command of the shell {(_postgres ? "psql" : "sqlite3")}, not SQL",
                    "Leave it out, or write the SQL that it runs in its place"
                );
            default:
                ReadWord(c);
                break;
        }
    }

    private void ReadWord(char c)
    {
        var end = _at + 1;
        if (IsLetter(c))
        {
            while (end < _sql.Length && (IsLetter(_sql[end]) || char.IsAsciiDigit(_sql[end]) || _sql[end] is '$'))
            {
                end++;
            }

            Word(_sql[_at..end].ToString().ToUpperInvariant());
        }
        else if (c is '(' or ')' && _postgres)
        {
            _depth += c is '(' ? 1 : -1;
            Word(c.ToString());
        }
        else if (!char.IsWhiteSpace(c))
        {
            Word(c.ToString());
        }

        _at = end;
    }

    // Both engines take every character beyond ASCII for a letter.
    private static bool IsLetter(char c) => char.IsAsciiLetter(c) || c == '_' || c >= '\u0080';

    private void Word(string word)
    {
        (_wordBefore, _word) = (_word, word);
        if (_words++ == 0)
        {
            _first = _at;
        }

        if (_words <= MostWords)
        {
            _beginning.Add(word);
        }

        if (!_postgres)
        {
            _creates |= word is "CREATE" && (_words == 1 || (_words == 2 && _wordBefore is "EXPLAIN"));
            _inTrigger |=
                word is "TRIGGER" && _creates && _wordBefore is "CREATE" or "TEMP" or "TEMPORARY" && _words <= 4;
            return;
        }

        _depth += (word, _wordBefore) switch
        {
            ("ATOMIC", "BEGIN") => 1,
            ("CASE", _) when _depth > 0 => 1,
            ("END", _) when _depth > 0 => -1,
            _ => 0,
        };
    }

    private void SkipQuoted(char quote, bool backslash)
    {
        Word(quote.ToString());
        for (_at++; _at < _sql.Length; _at++)
        {
            if (backslash && _sql[_at] == '\\')
            {
                _at++;
            }
            else if (_sql[_at] == quote)
            {
                // A doubled quote ends one string and begins the next, which has the same effect.
                _at++;
                return;
            }
        }
    }

    private void SkipLine()
    {
        var end = _postgres ? _sql[_at..].IndexOfAny('\n', '\r') : _sql[_at..].IndexOf('\n');
        _at = end < 0 ? _sql.Length : _at + end + 1;
    }

    private void SkipComment()
    {
        var (depth, start) = (0, _at);
        for (; _at < _sql.Length; _at++)
        {
            var two = _sql[_at..Math.Min(_at + 2, _sql.Length)];
            if (two.SequenceEqual("/*") && (depth == 0 || _postgres))
            {
                depth++;
                _at++;
            }
            else if (two.SequenceEqual("*/") && --depth == 0)
            {
                _at += 2;
                return;
            }
            else if (two.SequenceEqual("*/"))
            {
                _at++;
            }
        }

        throw Refuse(start, "a comment that begins with /* has no end", "End it with */");
    }

    private void SkipTo(ReadOnlySpan<char> end)
    {
        var found = _sql[_at..].IndexOf(end);
        _at = found < 0 ? _sql.Length : _at + found + end.Length;
    }

    private readonly string DollarTag()
    {
        var end = _at + 1;
        while (end < _sql.Length && (IsLetter(_sql[end]) || char.IsAsciiDigit(_sql[end])))
        {
            end++;
        }

        var isTag = end < _sql.Length && _sql[end] == '$' && (end == _at + 1 || !char.IsAsciiDigit(_sql[_at + 1]));
        return isTag ? _sql[_at..(end + 1)].ToString() : "";
    }

    private readonly int LineOf(int at) => _sql[..at].Count('\n') + 1;

    private readonly string LineFrom(int at)
    {
        var line = _sql[at..];
        var end = line.IndexOfAny('\r', '\n');
        line = end < 0 ? line : line[..end];
        return (line.Length > LongestShown ? line[..LongestShown] : line).TrimEnd().ToString();
    }

    private readonly SqlTextException Refuse(int at, string reason, string wayOut) => new(LineOf(at), reason, wayOut);
}
