using System.Diagnostics;
using Provisioning.Databases;

namespace Provisioning.Administration.Health.PostgreSql;

/// <summary>The run-book's questions to a PostgreSQL server, 13 or later.</summary>
internal static class PostgreSqlRunBook
{
    private static RunBookQuery Activity { get; } =
        new(
            "activity",
            ["pid", "user", "application", "client", "state", "state_s", "transaction_s", "waits_for", "query"],
            """
            SELECT pid, coalesce(usename::text, ''), coalesce(application_name, ''),
                coalesce(host(client_addr), 'local'), coalesce(state, ''),
                   extract(epoch FROM clock_timestamp() - state_change)::float8,
                       extract(epoch FROM clock_timestamp() - xact_start)::float8,
                   coalesce(wait_event_type || ' ' || wait_event, ''), left(regexp_replace(query, '\s+', ' ', 'g'), 500)
            FROM pg_catalog.pg_stat_activity
            WHERE pid <> pg_backend_pid() AND datname = current_database()
                AND (backend_type = 'client backend' OR backend_type IS NULL)
            ORDER BY (state = 'idle') IS TRUE, coalesce(xact_start, query_start) NULLS LAST LIMIT @p0
            """
        );

    private static RunBookQuery Sizes { get; } =
        new(
            "sizes",
            ["table", "rows", "total_bytes", "table_bytes", "indexes_bytes", "toast_bytes"],
            """
            SELECT c.oid::regclass::text, greatest(c.reltuples, s.n_live_tup)::bigint, pg_total_relation_size(c.oid),
                pg_relation_size(c.oid), pg_indexes_size(c.oid),
                   coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0)
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT
                JOIN pg_catalog.pg_stat_user_tables s ON s.relid = c.oid
            WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^(pg_|information_schema)'
            ORDER BY 3 DESC, 1 LIMIT @p0
            """
        );

    private static RunBookQuery Indexes { get; } =
        new(
            "indexes",
            ["index", "table", "scans", "rows_read", "rows_fetched", "bytes", "is_unique", "is_valid", "table_scans"],
            """
            SELECT s.indexrelid::regclass::text, s.relid::regclass::text, s.idx_scan, s.idx_tup_read, s.idx_tup_fetch,
                pg_relation_size(s.indexrelid), i.indisunique, i.indisvalid, t.seq_scan
            FROM pg_catalog.pg_stat_user_indexes s JOIN pg_catalog.pg_index i ON i.indexrelid = s.indexrelid
                JOIN pg_catalog.pg_stat_user_tables t ON t.relid = s.relid
            ORDER BY s.idx_scan, 6 DESC, 1 LIMIT @p0
            """
        );

    private static RunBookQuery Vacuum { get; } =
        new(
            "vacuum",
            [
                "table",
                "dead_rows",
                "live_rows",
                "dead_percent",
                "vacuum_at_rows",
                "last_vacuum",
                "last_autovacuum",
                "last_analyze",
                "transaction_age",
            ],
            """
            SELECT c.oid::regclass::text, s.n_dead_tup, s.n_live_tup,
                round(100.0 * s.n_dead_tup / greatest(s.n_live_tup + s.n_dead_tup, 1), 1)::float8,
                   (coalesce(o.threshold, current_setting('autovacuum_vacuum_threshold')::float8)
                    + coalesce(o.scale, current_setting('autovacuum_vacuum_scale_factor')::float8) * greatest(c.reltuples, 0))::bigint,
                   to_char(s.last_vacuum AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                       to_char(s.last_autovacuum AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                   to_char(greatest(s.last_analyze, s.last_autoanalyze) AT TIME ZONE 'UTC',
                       'YYYY-MM-DD"T"HH24:MI:SS"Z"'), age(c.relfrozenxid)::bigint
            FROM pg_catalog.pg_stat_user_tables s JOIN pg_catalog.pg_class c ON c.oid = s.relid
            LEFT JOIN LATERAL (
                SELECT max(option_value::float8) FILTER (WHERE option_name = 'autovacuum_vacuum_threshold') AS threshold,
                       max(option_value::float8) FILTER (WHERE option_name = 'autovacuum_vacuum_scale_factor') AS scale
                FROM pg_options_to_table(c.reloptions) WHERE option_name LIKE 'autovacuum_vacuum_%') o ON true
            ORDER BY s.n_dead_tup DESC, 1 LIMIT @p0
            """
        );

    private static RunBookQuery Locks { get; } =
        new(
            "locks",
            [
                "blocked_pid",
                "blocked_user",
                "waits_s",
                "lock",
                "blocked_query",
                "blocker_pid",
                "blocker_user",
                "blocker_state",
                "blocker_transaction_s",
                "blocker_query",
            ],
            """
            SELECT b.pid, coalesce(b.usename::text, ''), extract(epoch FROM clock_timestamp() - b.state_change)::float8,
                   coalesce(l.mode || ' on ' || coalesce(CASE
                       WHEN l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
                       THEN l.relation::regclass::text END, l.locktype), ''),
                   left(regexp_replace(b.query, '\s+', ' ', 'g'), 500), h.pid, coalesce(h.usename::text, ''),
                       coalesce(h.state, ''),
                   extract(epoch FROM clock_timestamp() - h.xact_start)::float8,
                       left(regexp_replace(h.query, '\s+', ' ', 'g'), 500)
            FROM pg_catalog.pg_stat_activity b
            CROSS JOIN LATERAL unnest(pg_blocking_pids(b.pid)) blocker(pid)
            LEFT JOIN pg_catalog.pg_stat_activity h ON h.pid = blocker.pid
            LEFT JOIN LATERAL (SELECT * FROM pg_catalog.pg_locks WHERE pid = b.pid AND NOT granted LIMIT 1) l ON true
            WHERE b.wait_event_type = 'Lock'
            ORDER BY b.state_change, b.pid LIMIT @p0
            """
        );

    /// <summary>The question of that name.</summary>
    /// <exception cref="ReportNotAvailableException">The server has nothing to answer it from.</exception>
    public static async Task<RunBookQuery> FindAsync(DatabaseSession session, string report, CancellationToken token) =>
        report switch
        {
            "activity" => Activity,
            "slow-queries" => await SlowQueriesAsync(session, token),
            "sizes" => Sizes,
            "indexes" => Indexes,
            "vacuum" => Vacuum,
            "locks" => Locks,
            _ => throw new UnreachableException(report),
        };

    private static async Task<RunBookQuery> SlowQueriesAsync(DatabaseSession session, CancellationToken token)
    {
        var (schema, why) = await PostgreSqlHealth.StatementsAsync(session, token);
        if (schema is not null)
        {
            // Only a library that was loaded at the server's start answers.
            why = await PostgreSqlHealth.StatementsRefusalAsync(session, schema, token);
        }

        return why is not null
            ? throw new ReportNotAvailableException(
                $"{session.Database.Location} does not count its queries: {why}. Put pg_stat_statements into "
                    + $"shared_preload_libraries, restart the server, and run CREATE EXTENSION pg_stat_statements."
            )
            : new(
                "slow-queries",
                [
                    "calls",
                    "mean_exec_ms",
                    "max_exec_ms",
                    "total_exec_ms",
                    "share_percent",
                    "rows",
                    "cache_hit_percent",
                    "temp_blocks_written",
                    "query",
                ],
                $"""
                SELECT calls, mean_exec_time, max_exec_time, total_exec_time,
                    round((100 * total_exec_time / greatest(sum(total_exec_time) OVER (), 0.001))::numeric, 1)::float8,
                    rows,
                       round((100.0 * shared_blks_hit / nullif(shared_blks_hit + shared_blks_read, 0))::numeric,
                           1)::float8, temp_blks_written,
                       left(regexp_replace(query, '\s+', ' ', 'g'), 1000)
                FROM {schema}.pg_stat_statements WHERE dbid = (SELECT oid FROM pg_catalog.pg_database
                    WHERE datname = current_database())
                ORDER BY mean_exec_time DESC LIMIT @p0
                """
            );
    }
}
