using System.Data.Common;
using System.Globalization;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Inspection;

// Columns and their types.
internal static partial class PostgreSqlInspector
{
    /// <summary>The type for the name that format_type() gives it. One that the dialect would spell otherwise stays as
    /// it is.</summary>
    internal static ColumnType TypeOf(string name)
    {
        var (plain, numbers) = Numbers(name);
        return (plain, numbers) switch
        {
            ("text", []) => new(ColumnKind.String),
            ("character varying", [var size]) => new(ColumnKind.String, size),
            ("character", [var size]) => new(ColumnKind.FixedLengthString, size),
            ("bytea", []) => new(ColumnKind.Binary),
            ("boolean", []) => new(ColumnKind.Boolean),
            ("smallint", []) => new(ColumnKind.Int16),
            ("integer", []) => new(ColumnKind.Int32),
            ("bigint", []) => new(ColumnKind.Int64),
            ("money", []) => new(ColumnKind.Currency),
            ("numeric", [var precision, var scale]) => new(ColumnKind.Decimal, precision, scale),
            ("double precision", []) => new(ColumnKind.Double),
            ("real", []) => new(ColumnKind.Single),
            ("date", []) => new(ColumnKind.Date),
            ("timestamp without time zone", []) => new(ColumnKind.DateTime),
            ("timestamp with time zone", []) => new(ColumnKind.DateTimeOffset),
            ("timestamp with time zone", [var digits]) => new(ColumnKind.DateTimeOffset, Scale: digits),
            ("time without time zone", []) => new(ColumnKind.Time),
            ("uuid", []) => new(ColumnKind.Guid),
            ("xml", []) => new(ColumnKind.Xml),
            ("json", []) => new(ColumnKind.Json),
            ("jsonb", []) => new(ColumnKind.Jsonb),
            ("inet", []) => new(ColumnKind.Inet),
            _ => new(ColumnKind.Custom, Custom: name),
        };
    }

    // "timestamp(3) with time zone" is "timestamp with time zone" with 3; a name without numbers is itself.
    private static (string Plain, int[] Numbers) Numbers(string name)
    {
        var open = name.IndexOf('(', StringComparison.Ordinal);
        var close = name.IndexOf(')', StringComparison.Ordinal);
        if (open < 0 || close < open)
        {
            return (name, []);
        }

        var numbers = name[(open + 1)..close].Split(',');
        return numbers.All(number => int.TryParse(number, CultureInfo.InvariantCulture, out _))
            ? (
                name[..open] + name[(close + 1)..],
                [.. numbers.Select(number => int.Parse(number, CultureInfo.InvariantCulture))]
            )
            : (name, []);
    }

    private sealed record ColumnRow(ObjectName Table, Column Column)
    {
        public static ColumnRow Read(DbDataReader row)
        {
            var expression = TextOrNull(row, 5);
            var generated = row.GetString(7);
            return new(
                NameAt(row, 0),
                new(row.GetString(2), TypeOf(row.GetString(3)))
                {
                    IsNullable = row.GetBoolean(4),
                    Default =
                        expression is not null && generated.Length == 0 ? new ExpressionDefault(expression) : null,
                    Computed =
                        expression is not null && generated.Length > 0
                            ? new(Unwrap(expression), generated is "s")
                            : null,
                    Identity = row.GetString(6) switch
                    {
                        "a" => Identity.Always,
                        "d" => Identity.ByDefault,
                        _ => null,
                    },
                    Collation = TextOrNull(row, 8),
                    Description = TextOrNull(row, 9),
                }
            );
        }
    }
}
