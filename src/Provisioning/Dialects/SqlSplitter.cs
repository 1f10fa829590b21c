namespace Provisioning.Dialects;

/// <summary>Splits SQL text into its statements.</summary>
/// <remarks>A semicolon ends a statement unless it is in a string, a quoted name, a comment, a dollar quote,
/// PostgreSQL's parentheses or its <c>BEGIN ATOMIC … END</c> body, or a trigger body, which ends as SQLite's
/// sqlite3_complete() has it: at <c>; END ;</c>. On SQLite a line that holds only <c>GO</c> ends one too.</remarks>
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
        if (UnstorableText.IndexIn(sql) is >= 0 and var at)
        {
            throw Refuse(
                at,
                $"it holds {UnstorableText.Name(sql[at])}, which no engine takes",
                "Take it out, or write the character by its number"
            );
        }
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

    private readonly SqlPiece Piece(int end) =>
        new(_words == 0 ? "" : _sql[_start..end].Trim().ToString(), LineOf(_first)) { Words = [.. _beginning] };

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
                _at = SqlScan.EndOfLine(_sql, _at, _postgres);
                break;
            case '/' when next == '*':
                SkipComment();
                break;
            case '\'':
                SkipQuoted(_postgres && _word is "E" && _at > 0 && _sql[_at - 1] is 'E' or 'e');
                break;
            case '"' or '`' when c == '"' || !_postgres:
                SkipQuoted(backslash: false);
                break;
            case '[' when !_postgres:
                Word("[");
                _at = SqlScan.After(_sql, _at, "]");
                break;
            case '$' when _postgres && SqlScan.DollarTag(_sql, _at) is { Length: > 0 } tag:
                Word("$");
                _at = SqlScan.After(_sql, _at + tag.Length, tag);
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
        if (SqlScan.IsLetter(c))
        {
            end = SqlScan.EndOfWord(_sql, _at);
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

        if (_depth == 0 && _beginning[0] is "COPY" && (_wordBefore, word) is (("FROM", "STDIN") or ("TO", "STDOUT")))
        {
            throw Refuse(
                _first,
                $"COPY … {_wordBefore} {word.ToLowerInvariant()} needs a client that sends or takes the rows",
                "Write the rows as INSERT, or copy them with code (Execute.WithConnection)"
            );
        }

        _depth += (word, _wordBefore) switch
        {
            ("ATOMIC", "BEGIN") => 1,
            ("CASE", _) when _depth > 0 => 1,
            ("END", _) when _depth > 0 => -1,
            _ => 0,
        };
    }

    private void SkipQuoted(bool backslash)
    {
        Word(_sql[_at].ToString());
        _at = SqlScan.EndOfQuoted(_sql, _at, backslash);
    }

    private void SkipComment()
    {
        var end = SqlScan.EndOfComment(_sql, _at, nests: _postgres);
        _at = end >= 0 ? end : throw Refuse(_at, "a comment that begins with /* has no end", "End it with */");
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
