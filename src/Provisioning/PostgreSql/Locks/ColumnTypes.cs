using System.Globalization;
using Provisioning.Dialects;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Locks;

/// <summary>Which changes of a column's type leave its rows as they are; what was measured.</summary>
internal static class ColumnTypes
{
    // By the first words of a type's name; the others are names of their own.
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["character varying"] = "varchar",
        ["character"] = "char",
        ["bpchar"] = "char",
        ["int"] = "integer",
        ["int4"] = "integer",
        ["int8"] = "bigint",
        ["int2"] = "smallint",
        ["decimal"] = "numeric",
        ["float8"] = "double precision",
        ["float"] = "double precision",
        ["float4"] = "real",
        ["bool"] = "boolean",
        ["bit varying"] = "varbit",
        ["timestamp without time zone"] = "timestamp",
        ["timestamp with time zone"] = "timestamptz",
        ["time without time zone"] = "time",
        ["time with time zone"] = "timetz",
    };

    private static readonly HashSet<string> BuiltIn = new(
        [
            "varchar",
            "char",
            "text",
            "integer",
            "bigint",
            "smallint",
            "numeric",
            "double precision",
            "real",
            "boolean",
            "varbit",
            "bit",
            "timestamp",
            "timestamptz",
            "time",
            "timetz",
            "date",
            "interval",
            "uuid",
            "json",
            "jsonb",
            "xml",
            "bytea",
            "money",
            "inet",
            "cidr",
            "macaddr",
            "macaddr8",
            "oid",
            "name",
            "regclass",
            "tsvector",
            "tsquery",
            "point",
            "line",
            "lseg",
            "box",
            "path",
            "polygon",
            "circle",
            "int4range",
            "int8range",
            "numrange",
            "tsrange",
            "tstzrange",
            "daterange",
            "pg_lsn",
            "citext",
            "hstore",
            "ltree",
            "vector",
            "geometry",
            "geography",
            "serial",
            "bigserial",
            "smallserial",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    // Where the values stay as they are and the name changes.
    private static readonly HashSet<(string From, string To)> SameBytes =
    [
        ("varchar", "text"),
        ("cidr", "inet"),
        ("text", "citext"),
        ("integer", "oid"),
        ("integer", "regclass"),
        ("xml", "text"),
        ("bit", "varbit"),
    ];

    // The same bytes, sorted otherwise.
    private static readonly HashSet<(string From, string To)> OtherOrder =
    [
        ("text", "citext"),
        ("integer", "oid"),
        ("integer", "regclass"),
        ("timestamp", "timestamptz"),
        ("timestamptz", "timestamp"),
    ];

    /// <summary>Whether it is a domain whose values are checked; null where that is not known.</summary>
    public static bool? IsChecked(string type, KnownRelations known) =>
        BuiltIn.Contains(Read(type).Name) || known.IsEnum(NameOf(type)) ? false : known.IsChecked(NameOf(type));

    private static ObjectName NameOf(string type) => new SqlWords(type, postgres: true).Name(0).Name;

    /// <summary>Whether they are the same type.</summary>
    public static bool IsSame(ColumnType was, string type) => Read(TextOf(was)) == Read(type);

    /// <summary>Whether indexes over the column are sorted otherwise afterwards.</summary>
    public static bool ChangesOrder(ColumnType was, string type) =>
        OtherOrder.Contains((Read(TextOf(was)).Name, Read(type).Name));

    /// <summary>Whether no row is written, in a session whose time zone is UTC, as that of a run is.</summary>
    public static bool IsFree(ColumnType was, string type)
    {
        var (from, to) = (Read(TextOf(was)), Read(type));
        return from == to
            || (from.Name, to.Name) switch
            {
                (_, _) when from.IsArray || to.IsArray => false,
                ("varchar", "varchar") or ("varbit", "varbit") => to.Size is null || from.Size <= to.Size,
                ("numeric", "numeric") => to.Size is null
                    || (from.Size <= to.Size && (from.Scale ?? 0) == (to.Scale ?? 0)),
                ("time", "time") or ("timetz", "timetz") or ("interval", "interval") => IsAsPrecise(from, to),
                ("timestamp" or "timestamptz", "timestamp" or "timestamptz") => from.Name == to.Name
                    ? IsAsPrecise(from, to)
                    : to.Size is null or 6,
                ("text", "varchar") => to.Size is null,
                ("bit", "varbit") => to.Size is null,
                var pair => to.Size is null && SameBytes.Contains(pair),
            };
    }

    private static bool IsAsPrecise(TypeName from, TypeName to) => (to.Size ?? 6) >= (from.Size ?? 6);

    private static string TextOf(ColumnType type) => new PostgreSqlDialect().TypeName(type);

    private static TypeName Read(string type)
    {
        var words = new SqlWords(type, postgres: true);
        var names = new List<string>();
        var numbers = new List<int>();
        var isArray = false;
        for (var at = 0; at < words.Count; at++)
        {
            if (int.TryParse(words[at], CultureInfo.InvariantCulture, out var number))
            {
                numbers.Add(number);
            }
            else if (words.Is(at, "[", "ARRAY"))
            {
                isArray = true;
            }
            else if (!words.Is(at, "(", ")", ",", "]", ".", "PG_CATALOG"))
            {
                var (part, end) = words.Name(at);
                names.Add(part.Name);
                at = end - 1;
            }
        }

        var name = string.Join(' ', names);
        return new(
            Aliases.GetValueOrDefault(name, name),
            numbers.Count > 0 ? numbers[0]
                : name is "char" or "character" or "bit" ? 1
                : null,
            numbers.Count > 1 ? numbers[1] : null,
            isArray
        );
    }

    private sealed record TypeName(string Name, int? Size, int? Scale, bool IsArray);
}
