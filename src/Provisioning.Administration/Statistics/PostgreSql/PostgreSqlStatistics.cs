using System.Data.Common;
using Provisioning.Databases;
using Provisioning.Linting;
using Provisioning.Schema;

namespace Provisioning.Administration.Statistics.PostgreSql;

/// <summary>Sizes from PostgreSQL's catalogue and its planner's statistics: no table is read.</summary>
internal sealed class PostgreSqlStatistics : StatisticsReader
{
    // A table that was never analysed has no estimate of its own: its size over that of a usual row is one.
    private const string Tables = """
        SELECT nullif(n.nspname, current_schema()), c.relname,
            (SELECT coalesce(sum(CASE
                WHEN p.reltuples >= 0 THEN greatest(p.reltuples::bigint, coalesce(s.n_live_tup, 0))
                WHEN coalesce(s.n_live_tup, 0) > 0 THEN s.n_live_tup
                ELSE pg_catalog.pg_relation_size(p.oid) / 100 END), 0)::bigint
             FROM (SELECT c.oid AS relid WHERE c.relkind = 'r'
                   UNION SELECT relid FROM pg_catalog.pg_partition_tree(c.oid)) t
             JOIN pg_catalog.pg_class p ON p.oid = t.relid AND p.relkind = 'r'
             LEFT JOIN pg_catalog.pg_stat_all_tables s ON s.relid = p.oid),
            (SELECT coalesce(sum(pg_catalog.pg_total_relation_size(t.relid)), 0)::bigint
             FROM (SELECT c.oid AS relid UNION SELECT relid FROM pg_catalog.pg_partition_tree(c.oid)) t)
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
          AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_toast%'
        UNION ALL
        SELECT nullif(n.nspname, current_schema()), c.relname, greatest(c.reltuples, 0)::bigint,
            pg_catalog.pg_total_relation_size(c.oid)
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'm'
        ORDER BY 1 NULLS FIRST, 2
        """;

    // Of the planner's statistics only numbers are taken: how many values there are, and how often the most frequent
    // one is, but not which.
    private const string Keys = """
        SELECT nullif(n.nspname, current_schema()), c.relname, a.attname,
            nullif(pn.nspname, current_schema()), pc.relname,
            greatest(c.reltuples, 0)::float8, s.n_distinct::float8, s.null_frac::float8,
            (SELECT max(f)::float8 FROM unnest(s.most_common_freqs) f)
        FROM pg_catalog.pg_constraint k
        JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_class pc ON pc.oid = k.confrelid
        JOIN pg_catalog.pg_namespace pn ON pn.oid = pc.relnamespace
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
        LEFT JOIN pg_catalog.pg_stats s
            ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname AND NOT s.inherited
        WHERE k.contype = 'f' AND cardinality(k.conkey) = 1 AND k.conparentid = 0
        ORDER BY 1 NULLS FIRST, 2, 3
        """;

    /// <inheritdoc />
    public override async Task<DatabaseStatistics> ReadAsync(
        DatabaseSession session,
        TimeProvider clock,
        CancellationToken token
    )
    {
        var tables = await session.QueryAsync(
            Tables,
            row => new TableStatistics(Name(row, 0), row.GetInt64(2), row.GetInt64(3)),
            token
        );
        var keys = await session.QueryAsync(Keys, FanOut, token);
        var columns = await PostgreSqlColumns.ReadAsync(session, token);
        return new(
            session.Database.Dialect.Name,
            clock.GetUtcNow(),
            [.. tables.Select(table => table with { Columns = [.. columns[table.Name]] })],
            [.. keys]
        );
    }

    private static FanOut FanOut(DbDataReader row)
    {
        var rows = row.GetDouble(5);
        double? Number(int at) => row.IsDBNull(at) ? null : row.GetDouble(at);
        var referring = rows * (1 - (Number(7) ?? 0));
        // A negative number is a share of the rows.
        var distinct = Number(6) is { } number
            ? number < 0
                ? -number * rows
                : number
            : (double?)null;
        return new(
            Name(row, 0),
            [row.GetString(2)],
            Name(row, 3),
            distinct > 0 ? referring / distinct : null,
            Number(8) is { } share ? (long)Math.Round(share * rows) : null
        );
    }

    private static ObjectName Name(DbDataReader row, int at) =>
        new(row.IsDBNull(at) ? null : row.GetString(at), row.GetString(at + 1));
}
