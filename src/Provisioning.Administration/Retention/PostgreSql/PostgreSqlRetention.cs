using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.PostgreSql.Connection;
using Provisioning.Schema;

namespace Provisioning.Administration.Retention.PostgreSql;

/// <summary>Finds and deletes rows by their age on a PostgreSQL server.</summary>
internal sealed class PostgreSqlRetention(DatabaseSession session) : RetentionStore(session)
{
    private readonly PostgreSqlAdvisoryLock _lock = new(session, PostgreSqlAdvisoryLock.Retention);

    /// <inheritdoc />
    public override async Task<string?> RefusalAsync(Table table, Column column, CancellationToken token)
    {
        if (column.Type.Kind is not (ColumnKind.DateTimeOffset or ColumnKind.DateTime or ColumnKind.Date))
        {
            return $"{table.Name}.{column.Name} is {Session.Database.Dialect.TypeName(column.Type)}, not a date or "
                + $"time. Name a column of type timestamptz, timestamp or date.";
        }

        var elsewhere = await Session.QueryAsync(
            """
            SELECT c.relname::text FROM pg_catalog.pg_partition_tree(to_regclass(@p0)) t
                JOIN pg_catalog.pg_class c ON c.oid = t.relid
            WHERE c.relkind = 'f' ORDER BY 1 LIMIT 1
            """,
            row => row.GetString(0),
            token,
            Session.Database.Dialect.Quote(table.Name)
        );
        return elsewhere is [var foreign]
            ? $"{table.Name} has partitions on other servers, such as {foreign}. Run the rule on those servers."
            : null;
    }

    /// <inheritdoc />
    public override async Task<IReadOnlyList<RetentionPart>> PartsAsync(
        Table table,
        Column column,
        DateTimeOffset cutoff,
        CancellationToken token
    ) =>
        await Session.QueryAsync(
            $"""
            WITH child AS (
                SELECT c.oid, p.partrelid, CASE
                    WHEN p.partstrat = 'r' AND p.partnatts = 1 AND a.attname = @p2 THEN COALESCE(CAST(
                        substring(pg_catalog.pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']*)''\)$') AS {Type(
                column
            )}) <= {Moment(column)}, false)
                    ELSE false END
                    AND NOT EXISTS (SELECT FROM pg_catalog.pg_partition_tree(c.oid::regclass) t
                        WHERE EXISTS (SELECT FROM pg_catalog.pg_trigger g
                                WHERE g.tgrelid IN (t.relid, i.inhparent) AND NOT g.tgisinternal AND g.tgtype & 8 <> 0)
                            OR EXISTS (SELECT FROM pg_catalog.pg_constraint k
                                WHERE k.confrelid = t.relid AND k.contype = 'f')) AS past
                FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
                    JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = i.inhparent
                    LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
                WHERE i.inhparent = to_regclass(@p1))
            SELECT nullif(n.nspname, o.nspname)::text, r.relname::text, child.past
            FROM child CROSS JOIN LATERAL (
                    SELECT child.oid AS relid WHERE child.past
                    UNION ALL SELECT t.relid::oid FROM pg_catalog.pg_partition_tree(child.oid::regclass) t
                    WHERE NOT child.past AND t.isleaf) l
                JOIN pg_catalog.pg_class r ON r.oid = l.relid
                JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
                JOIN pg_catalog.pg_class w ON w.oid = child.partrelid
                JOIN pg_catalog.pg_namespace o ON o.oid = w.relnamespace
            ORDER BY r.relname COLLATE "C"
            """,
            row => new RetentionPart(
                row.IsDBNull(0) ? table.Name with { Name = row.GetString(1) } : new(row.GetString(0), row.GetString(1)),
                row.GetBoolean(2)
            ),
            token,
            [.. Parameters(cutoff), Session.Database.Dialect.Quote(table.Name), column.Name]
        );

    /// <inheritdoc />
    // Detached first: a foreign key that refers to a row of it is an error then.
    public override async Task<long> DropAsync(ObjectName table, ObjectName partition, CancellationToken token)
    {
        var (whole, part) = (Session.Database.Dialect.Quote(table), Session.Database.Dialect.Quote(partition));
        await Session.ExecuteAsync([new($"ALTER TABLE {whole} DETACH PARTITION {part}")], token);
        var rows = await Session.QueryAsync($"SELECT count(*) FROM {part}", row => row.GetInt64(0), token);
        await Session.ExecuteAsync([new($"DROP TABLE {part}")], token);
        return rows[0];
    }

    /// <inheritdoc />
    public override Task<string?> TryLockAsync(CancellationToken token) => _lock.TryTakeAsync(token);

    /// <inheritdoc />
    public override Task UnlockAsync() => _lock.ReleaseAsync();

    /// <inheritdoc />
    public override async Task<long> EstimateAsync(ObjectName table, CancellationToken token)
    {
        var rows = await Session.QueryAsync(
            """
            SELECT greatest(c.reltuples::bigint, s.n_live_tup, 0) FROM pg_catalog.pg_class c LEFT
                JOIN pg_catalog.pg_stat_user_tables s ON s.relid = c.oid
            WHERE c.oid = to_regclass(@p0)
            """,
            row => row.GetInt64(0),
            token,
            Session.Database.Dialect.Quote(table)
        );
        return rows is [var estimate] ? estimate : 0;
    }

    /// <inheritdoc />
    public override string Condition(string column, Column of) => $"{column} < {Moment(of)}";

    /// <inheritdoc />
    public override object?[] Parameters(DateTimeOffset cutoff) => [cutoff.ToUniversalTime()];

    /// <inheritdoc />
    public override async Task<(long Deleted, string? Last)> DeleteAsync(
        Table table,
        Column column,
        DateTimeOffset cutoff,
        string? last,
        int most,
        CancellationToken token
    )
    {
        var (name, quoted) = (Session.Database.Dialect.Quote(table.Name), Dialect.Quote(column.Name));
        // From where the last batch ended: what lies before it in the index is dead and would be read again with each
        // batch.
        var from = last is null ? "" : $" AND {quoted} >= CAST(@p1 AS {Type(column)})";
        var rows = await Session.QueryAsync(
            $"""
            WITH gone AS (
                DELETE FROM {name} WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM {name} WHERE {Condition(
                quoted,
                column
            )}{from} ORDER BY {quoted} LIMIT {most} FOR UPDATE SKIP LOCKED))
                RETURNING {quoted} AS moment)
            SELECT count(*), CAST(max(moment) AS text) FROM gone
            """,
            row => (row.GetInt64(0), row.IsDBNull(1) ? null : row.GetString(1)),
            token,
            last is null ? Parameters(cutoff) : [.. Parameters(cutoff), last]
        );
        return rows[0];
    }

    private static string Type(Column column) =>
        column.Type.Kind switch
        {
            ColumnKind.DateTimeOffset => "timestamptz",
            ColumnKind.DateTime => "timestamp",
            _ => "date",
        };

    // The cutoff as the column's type has it. Without a zone it is UTC that is meant.
    private static string Moment(Column column) =>
        column.Type.Kind switch
        {
            ColumnKind.DateTimeOffset => "@p0",
            ColumnKind.DateTime => "(@p0 AT TIME ZONE 'UTC')",
            _ => "CAST(@p0 AT TIME ZONE 'UTC' AS date)",
        };
}
