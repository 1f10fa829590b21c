using System.Globalization;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

/// <summary>Makes the values of a type, within limits. A type that COPY has no binary form for gets them as
/// text.</summary>
/// <param name="name">The column's name, which texts begin with.</param>
/// <param name="limits">What checks say of the column.</param>
/// <param name="isKey">Whether rows are told apart by it: its numbers then begin where those that people choose do
/// not reach.</param>
internal sealed class TypeValues(string name, ColumnLimits limits, bool isKey)
{
    private static readonly DateTimeOffset Epoch = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

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
        return ColumnValues.Of(usable.Count == 0 ? [null] : usable);
    }

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
            { Name: "timestamp" or "timestamptz" } => Moment(literal),
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
            "oid" or "xid" or "cid" => Whole(1, int.MaxValue) is var whole
                ? whole with
                {
                    At = at => Text(whole.At(at)),
                }
                : null,
            "money" => Fractions(1_000_000_000_000, 2),
            "numeric" when type.First is { } digits => Fractions(
                Power(Math.Min(digits, 15) - Math.Min(type.Second ?? 0, 15))
                    - Power(-Math.Clamp(type.Second ?? 0, 0, 15)),
                Math.Clamp(type.Second ?? 0, 0, 15)
            ),
            "numeric" or "number" => Fractions(1_000_000_000_000, 3),
            "float8" or "float4" or "double" => Fractions(1_000_000, 3) is var numbers
                ? numbers with
                {
                    At = at => (double)(decimal)numbers.At(at)!,
                }
                : null,
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
        var numbers = Numbers(least, most, 1, first);
        return numbers with { At = at => (long)(decimal)numbers.At(at)! };
    }

    private ColumnValues Fractions(decimal most, int scale) => Numbers(-most, most, Power(-scale), 1);

    private ColumnValues Numbers(decimal least, decimal most, decimal unit, decimal first)
    {
        var (low, high) = (least, most);
        if (ColumnLimits.Number(limits.Least) is { } from)
        {
            low = Math.Max(low, from + (limits.IsAboveLeast ? unit : 0));
        }

        if (ColumnLimits.Number(limits.Most) is { } to)
        {
            high = Math.Min(high, to - (limits.IsBelowMost ? unit : 0));
        }

        var start = Math.Clamp(first, Math.Min(low, high), high);
        // A narrow range is used from its beginning; one without is left room at its end.
        start =
            high - start >= 1000 ? start
            : high - low < 1_000_000 ? Math.Min(low, high)
            : high - 1_000_000;
        var step = high - start >= 1000 ? 1 : unit;
        start = Math.Min(start + (limits.Level * step), high);
        var except = limits.Except.Select(ColumnLimits.Number).OfType<decimal>().ToHashSet();
        var count = decimal.Floor((high - start) / step) + 1;
        return new((long)Math.Min(count, long.MaxValue / 2), at =>
        {
            var value = start + (at * step);
            return except.Contains(value) ? Math.Min(high, start + (count * step)) : value;
        });
    }

    private static decimal Power(int exponent)
    {
        var power = 1m;
        for (var i = 0; i < Math.Abs(exponent); i++)
        {
            power = exponent < 0 ? power / 10 : power * 10;
        }

        return power;
    }

    private ColumnValues? OfTimes(PgType type) =>
        type.Name switch
        {
            "date" => ColumnValues.Endless(at => Day(at).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            "timestamp" or "timestamptz" or "datetime" or "datetime2" or "datetimeoffset" or "smalldatetime" =>
                ColumnValues.Endless(at => Hour(at)),
            "time" or "timetz" => new(86_400, at =>
                TimeOnly
                    .MinValue.Add(TimeSpan.FromSeconds((at * 61 % 86_400) + limits.Level))
                    .ToString("HH:mm:ss", CultureInfo.InvariantCulture)
            ),
            "interval" => ColumnValues.Endless(at => $"{Text(at + 1 + limits.Level)} hours"),
            _ => null,
        };

    // Hours repeat after a few hundred years, and days after some thousand.
    private DateTimeOffset Hour(long at) =>
        Start(TimeSpan.FromHours(at % 2_000_000))
            .AddHours(at % 2_000_000)
            .AddDays(limits.Level)
            .AddMilliseconds(at / 2_000_000);

    private DateTimeOffset Day(long at) =>
        Start(TimeSpan.FromDays(at % 1_000_000)).AddDays((at % 1_000_000) + limits.Level);

    private DateTimeOffset Start(TimeSpan on) =>
        Moment(limits.Least) is { } least && least >= Epoch ? least.AddDays(1)
        : Moment(limits.Most) is { } most && most < Epoch + on + TimeSpan.FromDays(limits.Level + 1)
            ? most - on - on - TimeSpan.FromDays(limits.Level + 1)
        : Epoch;

    private static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var moment
        )
            ? moment
            : null;

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
        return limits.IsUpperCase ? texts with { At = at => ((string)texts.At(at)!).ToUpperInvariant() } : texts;
    }

    private ColumnValues Texts(int longest)
    {
        // A number of a million rows is seven digits and a blank.
        var stem = name.ToLowerInvariant() is var lower && lower.Length + 8 <= longest ? lower : "";
        if (stem.Length > 0 || longest >= 8)
        {
            return ColumnValues.Endless(at =>
                Padded($"{stem}{(stem.Length > 0 ? " " : "")}{Text(at + 1 + limits.Level)}")
            );
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

    private static ColumnValues Document(string kind) =>
        kind switch
        {
            "array" => ColumnValues.Endless(at => $"[{Text(at + 1)}]"),
            "string" or "text" => ColumnValues.Endless(at => $"\"{Text(at + 1)}\""),
            "number" or "integer" or "real" => ColumnValues.Endless(at => Text(at + 1)),
            "boolean" or "true" or "false" => ColumnValues.Of(["true", "false"]),
            "null" => ColumnValues.Of(["null"]),
            _ => ColumnValues.Endless(at => $$"""{"number":{{Text(at + 1)}}}"""),
        };

    private ColumnValues? OfOthers(PgType type) =>
        type.Name switch
        {
            "uuid" or "uniqueidentifier" or "guid" => ColumnValues.Endless(Id),
            "json" or "jsonb" => Document(limits.Json ?? "object"),
            "xml" => ColumnValues.Endless(at => $"<row>{Text(at + 1)}</row>"),
            "bytea" or "blob" or "binary" or "varbinary" or "image" or "longblob" => ColumnValues.Endless(at =>
                Bytes(at)
            ),
            "bit" => Bits(type.First ?? 1),
            "varbit" => Bits(Math.Min(type.First ?? 32, 32)),
            // The block of addresses for documentation.
            "inet" => ColumnValues.Endless(at => $"2001:db8::{at >> 16 & 0xFFFF:x}:{at & 0xFFFF:x}"),
            "cidr" => ColumnValues.Endless(at => $"2001:db8::{at >> 16 & 0xFFFF:x}:{at & 0xFFFF:x}/128"),
            "macaddr" => ColumnValues.Endless(at => $"02:00:{Octets(at, 4)}"),
            "macaddr8" => ColumnValues.Endless(at => $"02:00:00:00:{Octets(at, 4)}"),
            "tsvector" or "tsquery" or "ltree" => ColumnValues.Endless(at => $"word{Text(at + 1)}"),
            "hstore" => ColumnValues.Endless(at => $"number=>{Text(at + 1)}"),
            "vector" or "halfvec" => ColumnValues.Endless(at =>
                $"[{Text(at + 1)}{string.Concat(Enumerable.Repeat(",0.5", (type.First ?? 3) - 1))}]"
            ),
            "int4range" or "int8range" or "numrange" => ColumnValues.Endless(at =>
                $"[{Text((at * 2) + 1)},{Text((at * 2) + 2)})"
            ),
            "daterange" => ColumnValues.Endless(at => $"[{Day(at * 2):yyyy-MM-dd},{Day((at * 2) + 1):yyyy-MM-dd})"),
            "tsrange" or "tstzrange" => ColumnValues.Endless(at =>
                $"[{Hour(at * 2):yyyy-MM-dd HH:mm:ss}+00,{Hour((at * 2) + 1):yyyy-MM-dd HH:mm:ss}+00)"
            ),
            "point" => ColumnValues.Endless(at => $"({Text(at + 1)},0)"),
            "line" => ColumnValues.Endless(at => $"{{1,1,{Text(at + 1)}}}"),
            "lseg" or "path" or "polygon" => ColumnValues.Endless(at => $"((0,0),(1,{Text(at + 1)}))"),
            "box" => ColumnValues.Endless(at => $"((1,{Text(at + 1)}),(0,0))"),
            "circle" => ColumnValues.Endless(at => $"<({Text(at + 1)},0),1>"),
            "pg_lsn" => ColumnValues.Endless(at => $"0/{at & 0xFFFFFFFF:X}"),
            "jsonpath" => ColumnValues.Endless(at => $"$.a{Text(at + 1)}"),
            _ => null,
        };

    private ColumnValues? Array(PgType type)
    {
        // What checks say is about the whole of it.
        var item = new TypeValues(name, ColumnLimits.None, isKey: false).Of(
            new(ColumnKind.Custom, Custom: (type with { IsArray = false }).ToString())
        );
        return item is null ? null : item with { At = at => $"{{{Item(item.At(at))}}}" };
    }

    private static string Item(object? value) =>
        value switch
        {
            bool or long or decimal or double => Text(value),
            _ => $"\"{Escaped(Text(value))}\"",
        };

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private object Id(long at)
    {
        var random = new RandomSource(0, name);
        return random.Id(at);
    }

    private byte[] Bytes(long at)
    {
        var bytes = new byte[Math.Max(8, Math.Min(limits.Shortest, 1024))];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, at + 1);
        return limits.Longest is { } longest && longest < bytes.Length ? bytes[(bytes.Length - longest)..] : bytes;
    }

    private static ColumnValues Bits(int length) =>
        new(length > 40 ? long.MaxValue : 1L << length, at => Convert.ToString(at, 2).PadLeft(length, '0')[^length..]);

    private static string Octets(long at, int count) =>
        string.Join(':', Enumerable.Range(0, count).Select(i => $"{at >> (8 * (count - 1 - i)) & 0xFF:x2}"));

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
