namespace Provisioning.Dialects;

/// <summary>Splits SQL text into its statements.</summary>
/// <remarks>A semicolon ends a statement unless it is in a string, a quoted name, a comment, a dollar quote, a
/// PostgreSQL
/// <c>BEGIN ATOMIC … END</c> body, or a trigger body, which ends as SQLite's sqlite3_complete() has it: at <c>; END
/// ;</c>. On SQLite a line that holds only <c>GO</c> ends one too.</remarks>
public ref struct SqlSplitter
{
    private const string Go = "GO";

    private readonly ReadOnlySpan<char> _sql;
    private readonly bool _postgres;
    private int _at;
    private int _words;
    private int _depth;
    private bool _creates;
    private bool _inTrigger;
    private string _word;
    private string _wordBefore;

    private SqlSplitter(ReadOnlySpan<char> sql, bool postgres)
    {
        _sql = sql;
        _postgres = postgres;
        _word = _wordBefore = "";
    }

    /// <summary>The statements of the text in order, trimmed, without their semicolons; text that is only comments is
    /// left out.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="postgres">Whether backslash strings, dollar quotes, nested comments and atomic bodies mean
    /// something; else SQLite's back-ticked and bracketed names and trigger bodies do.</param>
    public static IReadOnlyList<string> Split(string sql, bool postgres)
    {
        var splitter = new SqlSplitter(sql, postgres);
        var statements = new List<string>();
        while (splitter.Next() is { } statement)
        {
            if (statement.Length > 0)
            {
                statements.Add(statement);
            }
        }

        return statements;
    }

    private string? Next()
    {
        if (_at >= _sql.Length)
        {
            return null;
        }

        var start = _at;
        (_words, _depth, _creates, _inTrigger, _word, _wordBefore) = (0, 0, false, false, "", "");
        while (_at < _sql.Length)
        {
            var c = _sql[_at];
            if (c == ';' && _depth == 0 && (!_inTrigger || (_word is "END" && _wordBefore is ";")))
            {
                _at++;
                return Piece(start, _at - 1);
            }

            if (IsGo())
            {
                _at += Go.Length;
                return Piece(start, _at - Go.Length);
            }

            Step(c);
        }

        return Piece(start, _at);
    }

    private readonly string Piece(int start, int end) => _words == 0 ? "" : _sql[start..end].Trim().ToString();

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
                SkipTo("\n");
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
            default:
                ReadWord(c);
                break;
        }
    }

    private void ReadWord(char c)
    {
        var end = _at + 1;
        if (char.IsLetter(c) || c == '_')
        {
            while (end < _sql.Length && (char.IsLetterOrDigit(_sql[end]) || _sql[end] is '_' or '$'))
            {
                end++;
            }

            Word(_sql[_at..end].ToString().ToUpperInvariant());
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
        _words++;
        if (!_postgres)
        {
            _creates |= word is "CREATE" && _words == 1;
            _inTrigger |= word is "TRIGGER" && _creates && _words <= 3;
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

    private void SkipComment()
    {
        var depth = 0;
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
    }

    private void SkipTo(ReadOnlySpan<char> end)
    {
        var found = _sql[_at..].IndexOf(end);
        _at = found < 0 ? _sql.Length : _at + found + end.Length;
    }

    private readonly string DollarTag()
    {
        var end = _at + 1;
        while (end < _sql.Length && (char.IsLetterOrDigit(_sql[end]) || _sql[end] == '_'))
        {
            end++;
        }

        var isTag = end < _sql.Length && _sql[end] == '$' && (end == _at + 1 || !char.IsDigit(_sql[_at + 1]));
        return isTag ? _sql[_at..(end + 1)].ToString() : "";
    }
}
