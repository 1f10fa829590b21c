using System.Globalization;
using Provisioning.Dialects;

namespace Provisioning.Seeding.Filling;

/// <summary>What one way to satisfy a check asks of one column.</summary>
/// <param name="Column">The column as the check spells it; null for something that is not understood.</param>
/// <param name="Change">Adds it to what is known of the column.</param>
internal sealed record CheckRule(string? Column, Func<ColumnLimits, ColumnLimits> Change)
{
    /// <summary>The column that it has to be larger than; null for none.</summary>
    public string? Above { get; init; }

    /// <summary>Whether the column has to be NULL.</summary>
    public bool WantsNull { get; init; }
}

/// <summary>Reads conditions that compare columns with literals and with each other, joined by AND and OR, as both
/// engines print them. What is of another kind is passed over, and said to be.</summary>
internal sealed class CheckReader
{
    private const int MostWays = 24;

    private static readonly CheckRule Unknown = new(null, limits => limits);

    private readonly SqlWords _words;
    private int _at;

    private CheckReader(string sql) => _words = new(sql, postgres: true);

    /// <summary>The ways to satisfy a check, those that are understood best first.</summary>
    public static IReadOnlyList<IReadOnlyList<CheckRule>> Ways(string sql)
    {
        var reader = new CheckReader(sql);
        var ways = reader.Or();
        return reader._at < reader._words.Count
            ?
            [
                [Unknown],
            ]
            :
            [
                .. ways.OrderBy(way =>
                    (way.Count(rule => rule.Column is null) * 2) + way.Count(rule => rule.WantsNull)
                ),
            ];
    }

    private List<CheckRule[]> Or()
    {
        var ways = And();
        while (_words.Is(_at, "OR"))
        {
            _at++;
            ways.AddRange(And());
        }

        return ways;
    }

    private List<CheckRule[]> And()
    {
        var ways = Predicate();
        while (_words.Is(_at, "AND"))
        {
            _at++;
            var others = Predicate();
            ways = [.. ways.SelectMany(way => others.Select(other => (CheckRule[])[.. way, .. other])).Take(MostWays)];
        }

        return ways;
    }

    private List<CheckRule[]> Predicate()
    {
        var start = _at;
        if (_words.Is(_at, "NOT"))
        {
            _at++;
            return Operand() is { Column: { } column, Function: null } && IsEnd
                ? One(column, limits => limits.WithAmong(["false", "0"]))
                : Skip(start);
        }

        if (_words.Is(_at, "(") && Group() is { } group)
        {
            return group;
        }

        _at = start;
        return Operand() is { } left && Comparison(left) is { } rules && IsEnd ? [rules] : Skip(start);
    }

    // A condition in parentheses; null for an operand in them.
    private List<CheckRule[]>? Group()
    {
        _at++;
        var ways = Or();
        if (!_words.Is(_at, ")"))
        {
            return null;
        }

        _at++;
        return IsEnd ? ways : null;
    }

    private bool IsEnd => _at >= _words.Count || _words.Is(_at, "AND", "OR", ")");

    // To the end of a condition that is not understood.
    private List<CheckRule[]> Skip(int from)
    {
        _at = _words.Find(from, "AND", "OR", ")");
        if (_words.Find(from, "BETWEEN") < _at && _words.Is(_at, "AND"))
        {
            _at = _words.Find(_at + 1, "AND", "OR", ")");
        }

        return
        [
            [Unknown],
        ];
    }

    private static List<CheckRule[]> One(string column, Func<ColumnLimits, ColumnLimits> change) =>
        [
            [new(column, change)],
        ];

    private CheckRule[]? Comparison(SqlOperand left)
    {
        if (IsEnd)
        {
            return left is { Column: { } flag, Function: null } ? [new(flag, limits => limits.WithAmong(["true", "1"]))]
                : left is { Column: { } valid, Function: "json_valid" }
                    ? [new(valid, limits => limits with { Json = limits.Json ?? "object" })]
                : null;
        }

        if (_words.Is(_at, "IS"))
        {
            return Null(left);
        }

        var isNot = _words.Is(_at, "NOT");
        _at += isNot ? 1 : 0;
        if (_words.Is(_at, "IN"))
        {
            return List(left, isNot);
        }

        if (_words.Is(_at, "BETWEEN") && !isNot)
        {
            return Between(left);
        }

        if (_words.Is(_at, "LIKE", "GLOB", "REGEXP", "ILIKE"))
        {
            var word = _words[_at++].ToString().ToUpperInvariant();
            return Operand() is { Literal: { } pattern } ? Matching(left, word, pattern, isNot) : null;
        }

        return isNot || Sign() is not { } sign ? null : Compared(left, sign);
    }

    private CheckRule[]? Null(SqlOperand left)
    {
        var isNot = _words.Is(++_at, "NOT");
        _at += isNot ? 1 : 0;
        if (!_words.Is(_at, "NULL") || left is not { Column: { } column, Function: null })
        {
            return null;
        }

        _at++;
        return
        [
            isNot
                ? new(column, limits => limits)
                : new(column, limits => limits with { IsNull = true }) { WantsNull = true },
        ];
    }

    private CheckRule[]? List(SqlOperand left, bool isNot)
    {
        _at++;
        return Literals("(", ")") is { } values ? Listed(left, values, isNot) : null;
    }

    private static CheckRule[]? Listed(SqlOperand left, List<string> values, bool isNot) =>
        left switch
        {
            { Column: { } column, Function: null or "lower" or "upper" or "trim" or "btrim" } => isNot
                ? [new(column, limits => limits with { Except = [.. limits.Except, .. values] })]
                : [new(column, limits => limits.WithAmong(values))],
            { Column: { } document, Function: "json_type" or "jsonb_typeof" or "json_typeof" } when !isNot =>
            [
                new(document, limits => limits with { Json = values[0] }),
            ],
            { Column: { } any, Function: "typeof" } => [new(any, limits => limits)],
            _ => null,
        };

    private CheckRule[]? Between(SqlOperand left)
    {
        _at++;
        var low = Operand();
        if (low is null || !_words.Is(_at, "AND"))
        {
            return null;
        }

        _at++;
        return Operand() is { } high && Bound(left, ">=", low) is { } from && Bound(left, "<=", high) is { } to
            ? [.. from, .. to]
            : null;
    }

    private CheckRule[]? Compared(SqlOperand left, string sign)
    {
        if (_words.Is(_at, "ANY", "ALL", "SOME") && _words.IsAll(_at + 1, "("))
        {
            return Array(left, sign);
        }

        return Operand() is not { } right ? null
            : sign is "~~" or "~" or "~*" or "~~*" && right.Literal is { } pattern
                ? Matching(left, sign, pattern, isNot: false)
            : Bound(left, sign, right);
    }

    // = ANY (ARRAY['a'::text, 'b'::text]), <> ALL (…)
    private CheckRule[]? Array(SqlOperand left, string sign)
    {
        var close = _words.Find(_at + 2, ")");
        _at += 2;
        var depth = 0;
        while (_words.Is(_at, "("))
        {
            _at++;
            depth++;
        }

        if (!_words.Is(_at++, "ARRAY") || Literals("[", "]") is not { } values)
        {
            return null;
        }

        Casts();
        while (depth-- > 0)
        {
            if (!_words.Is(_at++, ")"))
            {
                return null;
            }

            Casts();
        }

        return _at++ == close && sign is "=" or "<>" ? Listed(left, values, sign is "<>") : null;
    }

    private static CheckRule[]? Bound(SqlOperand left, string sign, SqlOperand right) =>
        (left, right) switch
        {
            ({ Column: { } one, Function: null }, { Column: { } other, Function: null }) => Ordered(one, sign, other),
            ({ Column: { } a, Function: "upper" }, { Column: { } b }) when a == b && sign is "=" =>
            [
                new(a, limits => limits with { IsUpperCase = true }),
            ],
            ({ Column: { } a, Function: { } f }, { Column: { } b }) when a == b && sign is "=" => f
                is "lower"
                    or "trim"
                    or "btrim"
                ? [new(a, limits => limits)]
                : null,
            ({ Column: { } b, Function: null }, { Column: { } a, Function: not null }) when a == b => Bound(
                right,
                sign,
                left
            ),
            ({ Column: not null }, { Literal: { } literal }) => Limited(left, sign, literal),
            ({ Literal: { } literal }, { Column: not null }) => Limited(right, Turned(sign), literal),
            ({ Column: { } future, Function: null }, { IsNow: true }) =>
            [
                new(future, limits => sign[0] is '>' ? limits.WithLeast("2199-01-01", isAbove: false) : limits),
            ],
            _ => null,
        };

    private static CheckRule[] Ordered(string one, string sign, string other) =>
        sign switch
        {
            "<" or "<=" => [new(other, limits => limits) { Above = one }],
            "=" => [Unknown],
            _ => [new(one, limits => limits) { Above = other }],
        };

    private static CheckRule[]? Limited(SqlOperand operand, string sign, string literal) =>
        Change(operand.Function, sign, literal) is { } change ? [new(operand.Column, change)] : null;

    private static Func<ColumnLimits, ColumnLimits>? Change(string? function, string sign, string literal) =>
        (function, sign) switch
        {
            (null or "lower" or "upper" or "trim" or "btrim", "=" or "==") => limits => limits.WithAmong([literal]),
            (null or "lower" or "upper" or "trim" or "btrim" or "abs", "<>" or "!=") => limits =>
                limits with
                {
                    Except = [.. limits.Except, literal],
                },
            (null or "abs", ">" or ">=") => limits => limits.WithLeast(literal, sign is ">"),
            (null, "<" or "<=") => limits => limits.WithMost(literal, sign is "<"),
            ("abs", "<" or "<=") => limits => limits.WithMost(literal, sign is "<").WithLeast("0", isAbove: false),
            ("length" or "char_length" or "octet_length" or "character_length", _)
                when int.TryParse(literal, CultureInfo.InvariantCulture, out var size) => Sized(sign, size),
            ("json_type" or "jsonb_typeof" or "json_typeof", "=") => limits => limits with { Json = literal },
            ("json_valid", "=" or "==") => limits => limits with { Json = limits.Json ?? "object" },
            ("typeof", _) => limits => limits,
            _ => null,
        };

    private static Func<ColumnLimits, ColumnLimits>? Sized(string sign, int size) =>
        sign switch
        {
            "=" or "==" => limits => limits with { Shortest = size, Longest = size },
            "<" => limits => limits with { Longest = Math.Min(limits.Longest ?? int.MaxValue, size - 1) },
            "<=" => limits => limits with { Longest = Math.Min(limits.Longest ?? int.MaxValue, size) },
            ">" => limits => limits with { Shortest = Math.Max(limits.Shortest, size + 1) },
            ">=" => limits => limits with { Shortest = Math.Max(limits.Shortest, size) },
            "<>" or "!=" => limits => limits with { Shortest = Math.Max(limits.Shortest, size + 1) },
            _ => null,
        };

    private static CheckRule[]? Matching(SqlOperand left, string word, string pattern, bool isNot)
    {
        if (left is not { Column: { } column, Function: null or "lower" or "upper" })
        {
            return null;
        }

        var texts =
            word is "LIKE" or "ILIKE" or "~~" or "~~*" ? TextPattern.Like(pattern)
            : word is "GLOB" ? TextPattern.Glob(pattern)
            : TextPattern.Regex(pattern);
        // What a text must not look like, ours hardly does.
        return isNot ? [new(column, limits => limits)]
            : texts is null ? null
            : [new(column, limits => limits with { Pattern = limits.Pattern ?? texts })];
    }

    private static string Turned(string sign) =>
        sign.Replace('<', '\0').Replace('>', '<').Replace('\0', '>') is var turned && sign is "<>" ? sign : turned;

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

    private SqlOperand? Operand()
    {
        var found = Bare();
        Casts();
        return found;
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

    private SqlOperand? Call(string function)
    {
        _at++;
        if (function is "now" && _words.Is(_at, ")"))
        {
            _at++;
            return new() { IsNow = true };
        }

        var inner = Operand();
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

    // A column, or one function of it, or a literal, or the present.
    private sealed record SqlOperand
    {
        public string? Column { get; init; }

        public string? Function { get; init; }

        public string? Literal { get; init; }

        public bool IsNow { get; init; }
    }
}
