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
internal sealed partial class CheckReader
{
    private const int MostWays = 24;

    private const string Modulo = "%";

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

        if (_words.Is(_at, "CASE"))
        {
            return Case() is { Count: > 0 } cases && IsEnd ? cases : Skip(AfterCase(start));
        }

        if (_words.Is(_at, "(") && Group() is { } group)
        {
            return group;
        }

        _at = start;
        if (Operand() is { } left && Comparison(left) is { } rules && IsEnd)
        {
            return [rules];
        }

        _at = start;
        if (Arithmetic() is { } bounds && IsEnd)
        {
            return [bounds];
        }

        _at = start;
        return SameNulls() is { } nulls && IsEnd ? nulls : Skip(start);
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

    private bool IsEnd => _at >= _words.Count || _words.Is(_at, "AND", "OR", ")", "THEN", "WHEN", "ELSE", "END");

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

        return Shifted(left, sign) is { } shifted ? shifted
            : Operand() is not { } right ? null
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
}
