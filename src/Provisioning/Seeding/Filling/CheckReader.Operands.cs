using Provisioning.Dialects;

namespace Provisioning.Seeding.Filling;

// Columns, functions of them, literals, and the casts between.
internal sealed partial class CheckReader
{
    private List<string>? Literals(string open, string close)
    {
        if (!_words.Is(_at++, open))
        {
            return null;
        }

        var values = new List<string>();
        while (Operand() is { Literal: { } literal })
        {
            values.Add(literal);
            if (!_words.Is(_at++, ","))
            {
                return _words.Is(_at - 1, close) ? values : null;
            }
        }

        return null;
    }

    private SqlOperand? Bare()
    {
        var word = _words[_at].ToString();
        if (word.Length == 0)
        {
            return null;
        }

        if (word is "(")
        {
            _at++;
            var inner = Operand();
            return _words.Is(_at++, ")") ? inner : null;
        }

        if (word is "[" or "`")
        {
            return Bracketed(word is "[" ? "]" : "`");
        }

        if (word is "-" or "+" || char.IsAsciiDigit(word[0]) || word is ".")
        {
            return Number();
        }

        _at++;
        if (word[0] is '\'' || (word[^1] is '\'' && word[0] is 'E' or 'e'))
        {
            return new()
            {
                Literal = word[(word.IndexOf('\'', StringComparison.Ordinal) + 1)..^1]
                    .Replace("''", "'", StringComparison.Ordinal),
            };
        }

        if (_words.Is(_at - 1, "TRUE", "FALSE"))
        {
            return new() { Literal = word.ToLowerInvariant() };
        }

        if (_words.Is(_at - 1, "CURRENT_TIMESTAMP", "CURRENT_DATE"))
        {
            return new() { IsNow = true };
        }

        if (_words.Is(_at, "("))
        {
            return Call(word.ToLowerInvariant());
        }

        return word[0] is '"' || SqlScan.IsLetter(word[0])
            ? new() { Column = word[0] is '"' ? word[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : word }
            : null;
    }

    // SQLite's other quotes.
    private SqlOperand? Bracketed(string close)
    {
        var from = ++_at;
        while (_at < _words.Count && !_words.Is(_at, close))
        {
            _at++;
        }

        return new() { Column = _words.Between(from, _at++) };
    }

    private SqlOperand? Call(string function)
    {
        _at++;
        if (function is "now" && _words.Is(_at, ")"))
        {
            _at++;
            return new() { IsNow = true };
        }

        var inner = Operand();
        if (function is "coalesce")
        {
            // A column that a check speaks of is not NULL.
            while (_words.Is(_at, ","))
            {
                _at++;
                inner = Operand() is null ? null : inner;
            }

            return _words.Is(_at++, ")") ? inner : null;
        }

        if (function is "cast" && _words.Is(_at, "AS"))
        {
            _at = _words.Find(_at, ")");
        }

        return _words.Is(_at++, ")") && inner is { Function: null }
            ? function is "cast"
                ? inner
                : inner.Column is null
                    ? null
                    : inner with
                    {
                        Function = function,
                    }
            : null;
    }

    // ::character varying(20)[]
    private void Casts()
    {
        while (_words.IsAll(_at, ":", ":"))
        {
            _at += 2;
            while (
                _words[_at] is { Length: > 0 } part
                && (SqlScan.IsLetter(part[0]) || part[0] is '"' or '.')
                && !IsEnd
                && !_words.Is(_at, "IS", "IN", "LIKE", "BETWEEN", "NOT")
            )
            {
                _at++;
            }

            if (_words.Is(_at, "("))
            {
                _at = _words.Find(_at + 1, ")") + 1;
            }

            while (_words.IsAll(_at, "[", "]") || (_words.Is(_at, "without", "with") && _words.Is(_at + 1, "time")))
            {
                _at += _words.Is(_at, "[") ? 2 : 3;
            }
        }

        if (_words.Is(_at, "COLLATE"))
        {
            _at += 2;
        }
    }

    // The signs of an operator come one by one.
    private string? Sign()
    {
        var from = _at;
        while (_words[_at] is [var c] && "<>=!~*".Contains(c))
        {
            _at++;
        }

        var sign = _words.Between(from, _at).Replace(" ", "", StringComparison.Ordinal);
        return sign.Length == 0 ? null
            : sign is "!=" ? "<>"
            : sign;
    }

    private SqlOperand? Operand()
    {
        var found = Bare();
        Casts();
        if (!_words.Is(_at, "%"))
        {
            return found;
        }

        _at++;
        return found is { Column: not null, Function: null } && Bare() is { Literal: { } divisor }
            ? found with
            {
                Function = Modulo + divisor,
            }
            : null;
    }

    private SqlOperand? Number()
    {
        var from = _at;
        _at += _words.Is(_at, "-", "+") ? 1 : 0;
        while (_words[_at] is { Length: > 0 } part && (char.IsAsciiDigit(part[0]) || part[0] is '.'))
        {
            _at++;
        }

        var text = _words.Between(from, _at).Replace(" ", "", StringComparison.Ordinal);
        return ColumnLimits.Number(text) is null ? null : new() { Literal = text };
    }

    // A column, or one function of it, or a literal, or the present.
    private sealed record SqlOperand
    {
        public string? Column { get; init; }

        public string? Function { get; init; }

        public string? Literal { get; init; }

        public bool IsNow { get; init; }
    }
}
