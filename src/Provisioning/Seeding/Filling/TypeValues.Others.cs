using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

// Types beyond numbers, times and texts.
internal sealed partial class TypeValues
{
    private static ColumnValues Document(string kind) =>
        kind switch
        {
            "array" => ColumnValues.Numbered("[", "]", 1),
            "string" or "text" => ColumnValues.Numbered("\"", "\"", 1),
            "number" or "integer" or "real" => ColumnValues.Endless(at => Text(at + 1)),
            "boolean" or "true" or "false" => ColumnValues.Of(["true", "false"]),
            "null" => ColumnValues.Of(["null"]),
            _ => ColumnValues.Numbered("{\"number\":", "}", 1),
        };

    private ColumnValues? OfOthers(PgType type) =>
        type.Name switch
        {
            "uuid" or "uniqueidentifier" or "guid" => ColumnValues.Endless(Id) with
            {
                Write = (at, writer) => writer.Guid(Ids.Id(at)),
            },
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
        return item?.Select(value => $"{{{Item(value)}}}");
    }

    private static string Item(object? value) =>
        value switch
        {
            bool or long or decimal or double => Text(value),
            _ => $"\"{Escaped(Text(value))}\"",
        };

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private object Id(long at) => Ids.Id(at);

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
}
