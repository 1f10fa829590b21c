using System.Globalization;

namespace Provisioning.Seeding.Filling;

// What a comparison asks of a column.
internal sealed partial class CheckReader
{
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
            (['%', .. var divisor], "=" or "==")
                when ColumnLimits.Number(divisor) is > 0 and var by && ColumnLimits.Number(literal) is { } left =>
                limits => limits with { Divisor = by, Remainder = left },
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
}
