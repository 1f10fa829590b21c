using Provisioning.Dialects;
using Provisioning.PostgreSql.Connection;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Dialect;

// After a load.
public sealed partial class PostgreSqlDialect
{
    /// <inheritdoc />
    internal override IReadOnlyList<SqlStatement> FinishLoad(Table table) =>
        [
            .. table.Columns.Select(column => Advance(table, column)).OfType<SqlStatement>(),
            new($"ANALYZE {Quote(table.Name)}"),
        ];

    // A column that the engine numbers has a sequence of its own, or names one.
    private SqlStatement? Advance(Table table, Column column)
    {
        var named =
            column.Default is ExpressionDefault { Sql: var sql } && sql.Contains("nextval(", StringComparison.Ordinal)
                ? sql.Split('\'') is [_, var sequence, ..]
                    ? PostgreSqlName.Literal(sequence)
                    : null
                : null;
        if (named is null && column.Identity is null)
        {
            return null;
        }

        var (target, key) = (Quote(table.Name), Quote(column.Name));
        return new(
            "SELECT pg_catalog.setval(s, GREATEST(highest, pg_catalog.pg_sequence_last_value(s))) FROM (SELECT "
                + $"COALESCE(pg_catalog.pg_get_serial_sequence({PostgreSqlName.Literal(target)}, "
                + $"{PostgreSqlName.Literal(column.Name)}), {named ?? "NULL"})::regclass AS s, "
                + $"(SELECT max({key})::bigint FROM {target}) AS highest) AS found "
                + "WHERE s IS NOT NULL AND highest IS NOT NULL"
        );
    }
}
