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

        var kinds = await Session.QueryAsync(
            "SELECT relkind::text FROM pg_catalog.pg_class WHERE oid = to_regclass(@p0)",
            row => row.GetString(0),
            token,
            Session.Database.Dialect.Quote(table.Name)
        );
        return kinds is ["p"]
            ? $"{table.Name} is partitioned. Detach and drop the partitions that are past: that takes no time, and "
                + $"leaves no dead rows."
            : null;
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
    public override string Condition(string column, Column of) =>
        of.Type.Kind switch
        {
            ColumnKind.DateTimeOffset => $"{column} < @p0",
            // Without a zone it is UTC that is meant.
            ColumnKind.DateTime => $"{column} < (@p0 AT TIME ZONE 'UTC')",
            _ => $"{column} < CAST(@p0 AT TIME ZONE 'UTC' AS date)",
        };

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
        var type = column.Type.Kind switch
        {
            ColumnKind.DateTimeOffset => "timestamptz",
            ColumnKind.DateTime => "timestamp",
            _ => "date",
        };
        // From where the last batch ended: what lies before it in the index is dead and would be read again with each
        // batch.
        var from = last is null ? "" : $" AND {quoted} >= CAST(@p1 AS {type})";
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
}
