using System.Globalization;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

/// <summary>Makes the values of a type, within limits. A type that COPY has no binary form for gets them as
/// text.</summary>
/// <param name="name">The column's name, which texts begin with.</param>
/// <param name="limits">What checks say of the column.</param>
/// <param name="isKey">Whether it is part of a key: its numbers then begin where those that people choose do
/// not reach.</param>
internal sealed partial class TypeValues(string name, ColumnLimits limits, bool isKey)
{
    /// <summary>What UUIDs are made from.</summary>
    public RandomSource Ids { get; init; } = new(0, name);

    /// <summary>The values; null for a type that is not known.</summary>
    public ColumnValues? Of(ColumnType type)
    {
        if (limits.IsNull)
        {
            return ColumnValues.Null;
        }

        var parsed = Parse(type);
        return limits.Among is { } among ? Listed(parsed, among)
            : parsed.IsArray ? Array(parsed)
            : OfNumbers(parsed) ?? OfTimes(parsed) ?? OfTexts(parsed) ?? OfOthers(parsed);
    }

    /// <summary>The type by its name.</summary>
    public static PgType Parse(ColumnType type) =>
        type.Kind switch
        {
            ColumnKind.AnsiString or ColumnKind.String => new("varchar", type.Size, null, IsArray: false),
            ColumnKind.FixedLengthAnsiString or ColumnKind.FixedLengthString => new(
                "char",
                type.Size ?? 1,
                null,
                false
            ),
            ColumnKind.Binary => new("bytea", null, null, false),
            ColumnKind.Boolean => new("boolean", null, null, false),
            ColumnKind.Byte => new("tinyint", null, null, false),
            ColumnKind.Int16 => new("smallint", null, null, false),
            ColumnKind.Int32 => new("int", null, null, false),
            ColumnKind.Int64 => new("bigint", null, null, false),
            ColumnKind.Currency => new("money", null, null, false),
            ColumnKind.Decimal => new("numeric", type.Size, type.Scale, false),
            ColumnKind.Double => new("float8", null, null, false),
            ColumnKind.Single => new("float4", null, null, false),
            ColumnKind.Date => new("date", null, null, false),
            ColumnKind.DateTime => new("timestamp", null, null, false),
            ColumnKind.DateTimeOffset => new("timestamptz", null, null, false),
            ColumnKind.Time => new("time", null, null, false),
            ColumnKind.Guid => new("uuid", null, null, false),
            ColumnKind.Xml => new("xml", null, null, false),
            ColumnKind.Json => new("json", null, null, false),
            ColumnKind.Jsonb => new("jsonb", null, null, false),
            ColumnKind.Inet => new("inet", null, null, false),
            _ => PgType.Parse((type.Custom ?? "").ToLowerInvariant()),
        };

    private ColumnValues Listed(PgType type, ValueList<string> among)
    {
        var values = among.Where(value => !limits.Except.Contains(value)).Select(value => Read(type, value));
        var usable = values.Where(value => value is not null).Distinct().ToList();
        return type is { IsText: true, IsArray: false } && usable.Count > 0 && usable.TrueForAll(IsStorable)
            ? ColumnValues.OfTexts([.. usable.Select(Text)])
            : ColumnValues.Of(usable.Count == 0 ? [null] : usable);
    }

    private static bool IsStorable(object? value) => value is string text && !text.AsSpan().ContainsAny('\0', '\uFFFD');

    /// <summary>The value of a type that a text is; null for none.</summary>
    public static object? Read(PgType type, string literal) =>
        type switch
        {
            { IsArray: true } => literal,
            { Name: "boolean" } => literal is "true" or "t" or "1" ? true
            : literal is "false" or "f" or "0" ? false
            : null,
            { Name: "smallint" or "int" or "bigint" } => ColumnLimits.Number(literal) is { } whole ? (long)whole : null,
            { Name: "numeric" or "money" } => ColumnLimits.Number(literal),
            { Name: "float8" or "float4" } => ColumnLimits.Number(literal) is { } number ? (double)number : null,
            { Name: "timestamp" or "timestamptz" } => TimeValues.Parse(literal),
            { Name: "uuid" } => Guid.TryParse(literal, out var id) ? id : null,
            _ => literal,
        };

    private ColumnValues? OfNumbers(PgType type) =>
        type.Name switch
        {
            "tinyint" => Whole(0, byte.MaxValue),
            "smallint" => Whole(short.MinValue, short.MaxValue),
            "int" or "mediumint" => Whole(int.MinValue, int.MaxValue),
            "bigint" => Whole(long.MinValue / 2, long.MaxValue / 2),
            "oid" or "xid" or "cid" => Whole(1, int.MaxValue).Select(Text),
            "money" => Fractions(1_000_000_000_000, 2),
            "numeric" when type.First is { } digits => Fractions(
                NumberValues.Power(Math.Min(digits, 15) - Math.Min(type.Second ?? 0, 15))
                    - NumberValues.Power(-Math.Clamp(type.Second ?? 0, 0, 15)),
                Math.Clamp(type.Second ?? 0, 0, 15)
            ),
            "numeric" or "number" => Fractions(1_000_000_000_000, 3),
            "float8" or "float4" or "double" => Numbers(1_000_000, 3).Doubles,
            "boolean" => ColumnValues.Of([true, false]),
            _ => null,
        };

    private ColumnValues Whole(decimal least, decimal most)
    {
        var first =
            !isKey ? 1
            : most > 2_000_000 ? 1_000_001
            : most > 30_000 ? 20_001
            : 1;
        return NumberValues.Of(limits, least, most, 1, first).Integers;
    }

    private ColumnValues Fractions(decimal most, int scale) => Numbers(most, scale).Fractions;

    private NumberSequence Numbers(decimal most, int scale) =>
        NumberValues.Of(limits, -most, most, NumberValues.Power(-scale), 1);

    private ColumnValues? OfTimes(PgType type) =>
        type.Name switch
        {
            "date" => DaysOf(Days),
            "timestamp" or "timestamptz" or "datetime" or "datetime2" or "datetimeoffset" or "smalldatetime" => Hours,
            "time" or "timetz" => new(86_400, Time),
            "interval" => ColumnValues.Endless(at => $"{Text(at + 1 + limits.Level)} hours"),
            "daterange" => ColumnValues.Endless(at => $"[{Day(Days.At(at * 2))},{Day(Days.At((at * 2) + 1))})"),
            "tsrange" or "tstzrange" => ColumnValues.Endless(at =>
                $"[\"{Text(Hours.At(at * 2))}\",\"{Text(Hours.At((at * 2) + 1))}\")"
            ),
            _ => null,
        };

    private ColumnValues Days => TimeValues.Of(limits, TimeSpan.FromDays(1), TimeSpan.FromDays(1));

    private ColumnValues Hours => TimeValues.Of(limits, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));

    private static ColumnValues DaysOf(ColumnValues days) =>
        days.Select(Day) with
        {
            Write = (at, writer) => writer.Day(((DateTimeOffset)days.At(at)!).UtcDateTime),
        };

    private static string Day(object? day) =>
        ((DateTimeOffset)day!).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string Time(long at) =>
        TimeOnly
            .MinValue.Add(TimeSpan.FromSeconds((at * 61 % 86_400) + limits.Level))
            .ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private ColumnValues? OfTexts(PgType type)
    {
        if (
            type.Name
            is not (
                "varchar"
                or "text"
                or "char"
                or "citext"
                or "name"
                or "nvarchar"
                or "nchar"
                or "ntext"
                or "clob"
                or "string"
                or "longtext"
                or "mediumtext"
                or "tinytext"
                or ""
            )
        )
        {
            return null;
        }

        if (limits.Json is { } json)
        {
            return Document(json);
        }

        var longest = Math.Min(limits.Longest ?? int.MaxValue, type.First ?? int.MaxValue);
        var texts = limits.Pattern?.Values(limits.Shortest, longest == int.MaxValue ? null : longest) ?? Texts(longest);
        return limits.IsUpperCase ? texts.Select(text => ((string)text!).ToUpperInvariant()) : texts;
    }

    private ColumnValues Texts(int longest)
    {
        // A number of a million rows is seven digits and a hyphen.
        var stem = name.ToLowerInvariant() is var lower && lower.Length + 8 <= longest ? lower : "";
        if (stem.Length > 0 || longest >= 8)
        {
            var before = stem.Length > 0 ? $"{stem}-" : "";
            var texts = ColumnValues.Numbered(before, "", 1 + limits.Level);
            return limits.Shortest <= before.Length + 1 ? texts : texts.Select(text => Padded((string)text!));
        }

        var length = Math.Max(longest, 0);
        var count = (long)Math.Pow(36, length);
        return new(Math.Max(count, 1), at => Short((at + limits.Level) % Math.Max(count, 1), length));
    }

    private string Padded(string text) => text.PadRight(limits.Shortest, 'x');

    private static string Short(long number, int length)
    {
        var text = new char[length];
        for (var at = length - 1; at >= 0; at--)
        {
            text[at] = "abcdefghijklmnopqrstuvwxyz0123456789"[(int)(number % 36)];
            number /= 36;
        }

        return new(text);
    }

    /// <summary>A value as text, as the engines read it.</summary>
    public static string Text(object? value) =>
        value switch
        {
            bool flag => flag ? "true" : "false",
            DateTimeOffset moment => moment.UtcDateTime.ToString(
                "yyyy-MM-dd HH:mm:ss.ffffff+00",
                CultureInfo.InvariantCulture
            ),
            byte[] bytes => $"\\x{Convert.ToHexString(bytes)}",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
}
