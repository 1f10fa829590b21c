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
            FlushCounts,
            new($"ANALYZE {Quote(table.Name)}"),
        ];

    // What this session has added is otherwise counted once more after ANALYZE has counted it.
    private static SqlStatement FlushCounts { get; } =
        new(
            "DO $$ BEGIN IF pg_catalog.current_setting('server_version_num')::int >= 150000 THEN "
                + "PERFORM pg_catalog.pg_stat_force_next_flush(); END IF; END $$"
        );

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
