using System.Runtime.InteropServices;

namespace Provisioning.Sqlite.Dialect;

/// <summary>SQL as the tokens that SQLite reads, with comments left out. Asking for a token after the last one returns
/// one that matches nothing.</summary>
internal sealed class SqliteTokens
{
    private enum TokenKind
    {
        Word,
        Quoted,
        Number,
        Symbol,
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Token(TokenKind Kind, int Start, int End);

    private readonly string _sql;
    private readonly List<Token> _tokens = [];
    private readonly Dictionary<int, int> _closing = [];

    public SqliteTokens(string sql)
    {
        _sql = sql;
        var open = new Stack<int>();
        for (var at = 0; at < sql.Length; )
        {
            var token = TokenAt(at);
            at = token.End;
            if (token.Start == token.End)
            {
                break;
            }

            _tokens.Add(token);
            if (IsOpen(Count - 1))
            {
                open.Push(Count - 1);
            }
            else if (IsSymbol(Count - 1, ')') && open.TryPop(out var opening))
            {
                _closing[opening] = Count - 1;
            }
        }
    }

    public int Count => _tokens.Count;

    public bool Is(int at, string word) => IsWord(at) && Span(at).Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsWord(int at) => at < Count && _tokens[at].Kind is TokenKind.Word;

    public bool IsNumber(int at) => at < Count && _tokens[at].Kind is TokenKind.Number;

    public bool IsOpen(int at) => IsSymbol(at, '(');

    public bool IsSymbol(int at, char symbol) =>
        at < Count && _tokens[at].Kind is TokenKind.Symbol && _sql[_tokens[at].Start] == symbol;

    /// <summary>The place of the parenthesis that closes the one there.</summary>
    public int Close(int open) => _closing.GetValueOrDefault(open, Count - 1);

    /// <summary>The first place from there on that holds the word outside parentheses; the end where there is
    /// none.</summary>
    public int Find(int from, string word)
    {
        var at = from;
        while (at < Count && !Is(at, word))
        {
            at = IsOpen(at) ? Close(at) + 1 : at + 1;
        }

        return at;
    }

    /// <summary>Where the token begins in the text; the text's end after the last one.</summary>
    public int Start(int at) => at < Count ? _tokens[at].Start : _sql.Length;

    /// <summary>The word in upper case.</summary>
    public string Word(int at) => Span(at).ToString().ToUpperInvariant();

    /// <summary>The name there, without its quotes.</summary>
    public string Name(int at)
    {
        if (at >= Count)
        {
            return "";
        }

        var text = Span(at);
        if (_tokens[at].Kind is not TokenKind.Quoted || text.Length < 2)
        {
            return text.ToString();
        }

        var quote = text[..1].ToString();
        return quote is "["
            ? text[1..^1].ToString()
            : text[1..^1].ToString().Replace(quote + quote, quote, StringComparison.Ordinal);
    }

    /// <summary>The text of an expression, without parentheses around the whole of it.</summary>
    public string Expression(int from, int to)
    {
        while (from < to && IsOpen(from) && Close(from) == to - 1)
        {
            from++;
            to--;
        }

        return from < to ? _sql[_tokens[from].Start.._tokens[to - 1].End] : "";
    }

    /// <summary>The items between the commas of a pair of parentheses.</summary>
    public IEnumerable<(int From, int To)> Items(int open)
    {
        var (from, close) = (open + 1, Close(open));
        for (var at = from; at < close; at++)
        {
            if (IsOpen(at))
            {
                at = Close(at);
            }
            else if (IsSymbol(at, ','))
            {
                yield return (from, at);
                from = at + 1;
            }
        }

        yield return (from, close);
    }

    private ReadOnlySpan<char> Span(int at) => _sql.AsSpan(_tokens[at].Start.._tokens[at].End);

    // An empty token is the end.
    private Token TokenAt(int at)
    {
        at = SkipBlanks(at);
        var c = CharAt(at);
        return c switch
        {
            '\0' => new(TokenKind.Symbol, at, at),
            '\'' or '"' or '`' => new(TokenKind.Quoted, at, EndOfQuoted(at, c)),
            '[' => new(TokenKind.Quoted, at, After("]", at)),
            'x' or 'X' when CharAt(at + 1) is '\'' => new(TokenKind.Quoted, at, EndOfQuoted(at + 1, '\'')),
            _ when char.IsAsciiDigit(c) || (c is '.' && char.IsAsciiDigit(CharAt(at + 1))) => new(
                TokenKind.Number,
                at,
                EndOfNumber(at)
            ),
            _ when IsWordCharacter(c) => new(TokenKind.Word, at, EndOfWord(at)),
            _ => new(TokenKind.Symbol, at, at + 1),
        };
    }

    private int SkipBlanks(int at)
    {
        while (at < _sql.Length)
        {
            var next =
                char.IsWhiteSpace(_sql[at]) ? at + 1
                : string.CompareOrdinal(_sql, at, "--", 0, 2) == 0 ? After("\n", at)
                : string.CompareOrdinal(_sql, at, "/*", 0, 2) == 0 ? After("*/", at + 2)
                : at;
            if (next == at)
            {
                break;
            }

            at = next;
        }

        return at;
    }

    private int EndOfQuoted(int start, char quote)
    {
        for (var at = start + 1; at < _sql.Length; at++)
        {
            if (_sql[at] == quote && CharAt(++at) != quote)
            {
                return at;
            }
        }

        return _sql.Length;
    }

    private int EndOfWord(int at)
    {
        while (IsWordCharacter(CharAt(at)))
        {
            at++;
        }

        return at;
    }

    // 12, 1.5, .5, 1e-3, 0xff. What follows without a blank belongs to it, as SQLite has it.
    private int EndOfNumber(int at)
    {
        var isHexadecimal = _sql[at] is '0' && CharAt(at + 1) is 'x' or 'X';
        while (
            IsWordCharacter(CharAt(at))
            || CharAt(at) is '.'
            || (!isHexadecimal && CharAt(at) is '+' or '-' && _sql[at - 1] is 'e' or 'E')
        )
        {
            at++;
        }

        return at;
    }

    private int After(string end, int from) =>
        _sql.IndexOf(end, Math.Min(from, _sql.Length), StringComparison.Ordinal) is >= 0 and var found
            ? found + end.Length
            : _sql.Length;

    private char CharAt(int at) => at < _sql.Length ? _sql[at] : '\0';

    // As SQLite's tokenizer has it: every character beyond ASCII is part of a word.
    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' || c > '\x7f';
}
