using System.Globalization;

namespace Provisioning.Seeding.Filling;

// CASE, sums and products of columns, and columns that are NULL together.
internal sealed partial class CheckReader
{
    // CASE WHEN … THEN … ELSE … END: a way for each branch. That the branches before do not hold is not asked for; rows
    // for which one does are refused, and the next way is tried.
    private List<CheckRule[]>? Case()
    {
        var subject = _words.Is(++_at, "WHEN") ? null : Operand();
        var ways = new List<CheckRule[]>();
        while (_words.Is(_at, "WHEN"))
        {
            _at++;
            var conditions = subject is null ? Or() : Equal(subject);
            if (conditions is null || !_words.Is(_at++, "THEN"))
            {
                return null;
            }

            ways.AddRange(
                from condition in conditions
                from result in Result()
                select (CheckRule[])[.. condition, .. result]
            );
        }

        if (_words.Is(_at, "ELSE"))
        {
            _at++;
            ways.AddRange(Result());
        }

        return _words.Is(_at++, "END") ? [.. ways.Take(MostWays)] : null;
    }

    private List<CheckRule[]>? Equal(SqlOperand subject) =>
        Operand() is { Literal: { } literal } && Listed(subject, [literal], isNot: false) is { } rules ? [rules] : null;

    private List<CheckRule[]> Result()
    {
        var start = _at;
        var isFalse = _words.Is(_at, "FALSE", "0");
        if (isFalse || _words.Is(_at, "TRUE", "NULL", "1"))
        {
            _at++;
            if (IsEnd)
            {
                return isFalse
                    ? []
                    :
                    [
                        [],
                    ];
            }
        }

        _at = start;
        return Or();
    }

    private int AfterCase(int from)
    {
        var (depth, at) = (0, from);
        for (; at < _words.Count; at++)
        {
            depth +=
                _words.Is(at, "CASE") ? 1
                : _words.Is(at, "END") ? -1
                : 0;
            if (depth == 0)
            {
                break;
            }
        }

        return at;
    }

    // a * b < 1000, (a + b) >= 10: each column has its share of the bound. a - b > 0: one is above the other.
    private CheckRule[]? Arithmetic()
    {
        var (columns, numbers, operation) = (new List<string>(), new List<decimal>(), "");
        if (!Terms(columns, numbers, ref operation) || columns.Count == 0 || Sign() is not { } sign)
        {
            return null;
        }

        return Operand() is { Literal: { } literal } && ColumnLimits.Number(literal) is { } bound
            ? operation is "-"
                ? bound == 0 && columns.Count == 2 && numbers.Count == 0
                    ? Ordered(columns[0], sign, columns[1])
                    : null
                : Shared(columns, numbers, operation is "*", sign, bound)
            : null;
    }

    private bool Terms(List<string> columns, List<decimal> numbers, ref string operation)
    {
        var isInParentheses = _words.Is(_at, "(");
        var start = _at;
        if (isInParentheses)
        {
            _at++;
        }

        while (true)
        {
            if (Operand() is { Function: null } term)
            {
                if (term.Column is { } column)
                {
                    columns.Add(column);
                }
                else if (ColumnLimits.Number(term.Literal) is { } number)
                {
                    numbers.Add(number);
                }
                else
                {
                    return false;
                }
            }
            else
            {
                return false;
            }

            var next = _words[_at].ToString();
            if (next is not ("*" or "+" or "-") || (operation.Length > 0 && (operation != next || next is "-")))
            {
                break;
            }

            operation = next;
            _at++;
        }

        if (isInParentheses)
        {
            if (!_words.Is(_at++, ")"))
            {
                return false;
            }

            Casts();
        }

        return operation.Length > 0 && _at > start;
    }

    private static CheckRule[]? Shared(
        List<string> columns,
        List<decimal> numbers,
        bool isProduct,
        string sign,
        decimal bound
    )
    {
        if (numbers.Exists(number => number <= 0) || bound <= 0 || sign[0] is not ('<' or '>') || sign is "<>")
        {
            return null;
        }

        var rest = isProduct ? numbers.Aggregate(bound, (left, number) => left / number) : bound - numbers.Sum();
        var share = isProduct ? Root(rest, columns.Count) : (double)rest / columns.Count;
        if (share <= 0)
        {
            return null;
        }

        // To the safe side of what cannot be written exactly.
        var isMost = sign[0] is '<';
        var steps = share >= 2 ? 1 : 1000;
        var exact = (isMost ? Math.Floor((share * steps) + 1e-9) : Math.Ceiling((share * steps) - 1e-9)) / steps;
        var text = exact.ToString(CultureInfo.InvariantCulture);
        return
        [
            .. columns.Select(column => new CheckRule(
                column,
                isMost
                    ? limits => limits.WithMost(text, sign is "<").WithLeast("0", isAbove: false)
                    : limits => limits.WithLeast(text, sign is ">")
            )),
        ];
    }

    private static double Root(decimal value, int degree) =>
        value <= 0 ? 0
        : degree == 1 ? (double)value
        : degree == 2 ? Math.Sqrt((double)value)
        : Math.Pow((double)value, 1.0 / degree);

    // ends > starts + '01:00:00'::interval: moments that follow each other are a day apart.
    private CheckRule[]? Shifted(SqlOperand left, string sign)
    {
        var start = _at;
        var isInParentheses = _words.Is(_at, "(");
        _at += isInParentheses ? 1 : 0;
        if (
            left is { Column: { } column, Function: null }
            && Operand() is { Column: { } other, Function: null }
            && _words.Is(_at++, "+")
            && IsShort()
            && (!isInParentheses || _words.Is(_at++, ")"))
            && sign is ">" or ">="
        )
        {
            return Ordered(column, sign, other);
        }

        _at = start;
        return null;
    }

    private bool IsShort()
    {
        _at += _words.Is(_at, "INTERVAL") ? 1 : 0;
        return Operand() is { Literal: { } length }
            && (
                TimeSpan.TryParse(length, CultureInfo.InvariantCulture, out var time) && length.Contains(':')
                    ? time < TimeSpan.FromDays(1)
                    : length.Contains("minute", StringComparison.OrdinalIgnoreCase)
                        || length is "1 hour" or "2 hours" or "12 hours"
            );
    }

    // (a IS NULL) = (b IS NULL), num_nonnulls(a, b) = 1
    private List<CheckRule[]>? SameNulls()
    {
        var columns = new List<string>();
        if (_words.Is(_at, "num_nonnulls") && _words.Is(_at + 1, "("))
        {
            _at++;
            do
            {
                _at++;
                if (Operand() is not { Column: { } column, Function: null })
                {
                    return null;
                }

                columns.Add(column);
            } while (_words.Is(_at, ","));

            return _words.Is(_at++, ")") && Sign() is "=" && Operand() is { Literal: "1" }
                ? [.. columns.Select(one => Only(columns, one))]
                : null;
        }

        return NullTest(columns) is { } first && Sign() is { } sign && NullTest(columns) is { } second
            ? (sign is "=") == (first == second) && sign is "=" or "<>"
                ?
                [
                    [.. columns.Select(column => new CheckRule(column, limits => limits))],
                ]
                : [Only(columns, columns[0]), Only(columns, columns[1])]
            : null;
    }

    // Whether it is IS NULL rather than IS NOT NULL; null for another condition.
    private bool? NullTest(List<string> columns)
    {
        if (
            !_words.Is(_at++, "(")
            || Operand() is not { Column: { } column, Function: null }
            || !_words.Is(_at++, "IS")
        )
        {
            return null;
        }

        columns.Add(column);
        var isNot = _words.Is(_at, "NOT");
        _at += isNot ? 1 : 0;
        return _words.Is(_at++, "NULL") && _words.Is(_at++, ")") ? !isNot : null;
    }

    private static CheckRule[] Only(List<string> columns, string one) =>
        [
            .. columns.Select(column =>
                column == one
                    ? new CheckRule(column, limits => limits)
                    : new(column, limits => limits with { IsNull = true }) { WantsNull = true }
            ),
        ];
}
