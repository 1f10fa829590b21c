using Provisioning.Dialects;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Locks;

/// <summary>The types of columns.</summary>
internal static class ColumnTypes
{
    private static readonly HashSet<string> BuiltIn = new(
        [
            "varchar",
            "char",
            "text",
            "int",
            "bigint",
            "smallint",
            "numeric",
            "float8",
            "float4",
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
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Whether it is a domain whose values are checked; null where that is not known.</summary>
    public static bool? IsChecked(string type, KnownRelations known) =>
        BuiltIn.Contains(PgType.Parse(type).Name) || known.IsEnum(NameOf(type)) ? false : known.IsChecked(NameOf(type));

    private static ObjectName NameOf(string type) => new SqlWords(type, postgres: true).Name(0).Name;

    /// <summary>What it costs to change the type of a column, domains left out.</summary>
    public static TypeChange Between(ColumnType was, string type) =>
        TypeChanges.Between(PgType.Parse(TextOf(was)), PgType.Parse(type));

    /// <summary>Whether they are the same type.</summary>
    public static bool IsSame(ColumnType was, string type) => PgType.Parse(TextOf(was)) == PgType.Parse(type);

    private static string TextOf(ColumnType type) => new PostgreSqlDialect().TypeName(type);
}
