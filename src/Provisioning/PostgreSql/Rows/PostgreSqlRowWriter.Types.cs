using NpgsqlTypes;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Rows;

// COPY uses the bytes, not a declared type: text, varchar, char, citext, xml and json take the same ones.
internal sealed partial class PostgreSqlRowWriter
{
    // Null for a type whose binary form is not known: it is staged as text and cast by the server.
    private static NpgsqlDbType? WireType(ColumnType type) =>
        type.Kind switch
        {
            ColumnKind.AnsiString
            or ColumnKind.String
            or ColumnKind.FixedLengthAnsiString
            or ColumnKind.FixedLengthString
            or ColumnKind.Xml
            or ColumnKind.Json => NpgsqlDbType.Text,
            ColumnKind.Jsonb => NpgsqlDbType.Jsonb,
            ColumnKind.Binary => NpgsqlDbType.Bytea,
            ColumnKind.Boolean => NpgsqlDbType.Boolean,
            ColumnKind.Byte or ColumnKind.Int16 => NpgsqlDbType.Smallint,
            ColumnKind.Int32 => NpgsqlDbType.Integer,
            ColumnKind.Int64 => NpgsqlDbType.Bigint,
            ColumnKind.Currency => NpgsqlDbType.Money,
            ColumnKind.Decimal => NpgsqlDbType.Numeric,
            ColumnKind.Double => NpgsqlDbType.Double,
            ColumnKind.Single => NpgsqlDbType.Real,
            ColumnKind.Date => NpgsqlDbType.Date,
            ColumnKind.DateTime => NpgsqlDbType.Timestamp,
            ColumnKind.DateTimeOffset => NpgsqlDbType.TimestampTz,
            ColumnKind.Time => NpgsqlDbType.Time,
            ColumnKind.Guid => NpgsqlDbType.Uuid,
            ColumnKind.Inet => null,
            _ => ByName(type.Custom!),
        };

    // "time(3) with time zone" is "time with time zone".
    private static NpgsqlDbType? ByName(string custom)
    {
        var (open, close) = (
            custom.IndexOf('(', StringComparison.Ordinal),
            custom.IndexOf(')', StringComparison.Ordinal)
        );
        return custom.Contains('[', StringComparison.Ordinal)
            ? null
            : ByPlainName(
                (open > 0 && close > open ? custom[..open] + custom[(close + 1)..] : custom).Trim().ToLowerInvariant()
            );
    }

    private static NpgsqlDbType? ByPlainName(string name) =>
        name switch
        {
            "text"
            or "varchar"
            or "character varying"
            or "char"
            or "character"
            or "bpchar"
            or "citext"
            or "name"
            or "xml"
            or "json" => NpgsqlDbType.Text,
            "jsonb" => NpgsqlDbType.Jsonb,
            "bytea" => NpgsqlDbType.Bytea,
            "bool" or "boolean" => NpgsqlDbType.Boolean,
            "smallint" or "int2" => NpgsqlDbType.Smallint,
            "int" or "integer" or "int4" => NpgsqlDbType.Integer,
            "bigint" or "int8" => NpgsqlDbType.Bigint,
            "money" => NpgsqlDbType.Money,
            "numeric" or "decimal" => NpgsqlDbType.Numeric,
            "double precision" or "float8" => NpgsqlDbType.Double,
            "real" or "float4" => NpgsqlDbType.Real,
            "date" => NpgsqlDbType.Date,
            "timestamp" or "timestamp without time zone" => NpgsqlDbType.Timestamp,
            "timestamptz" or "timestamp with time zone" => NpgsqlDbType.TimestampTz,
            "time" or "time without time zone" => NpgsqlDbType.Time,
            "uuid" => NpgsqlDbType.Uuid,
            _ => null,
        };
}
