using System.Data.Common;
using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.Administration.Health.PostgreSql;

/// <content>Who is connected, for how long, and what waits.</content>
internal static partial class PostgreSqlHealth
{
    // From this version of the extension on the columns are called total_exec_time and mean_exec_time.
    private static readonly Version NewNames = new(1, 8);

    private static IReadOnlyList<HealthCheck> Load =>
        [
            Connections,
            Pools,
            OpenTransactions,
            IdleInTransaction,
            Deadlocks,
            SlowQueries,
            Replication,
            ReplicationSlots,
            Cpu,
        ];

    private static HealthCheck Connections =>
        new HealthQuery<(long Used, long Most, long Reserved)>(
            "connections",
            "load",
            """
            SELECT (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend'
                OR (backend_type IS NULL AND datid IS NOT NULL)),
                   current_setting('max_connections')::bigint,
                   current_setting('superuser_reserved_connections')::bigint + coalesce(current_setting('reserved_connections', true)::bigint, 0)
            """,
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)),
            (rows, context) => LoadVerdicts.Connections(rows[0].Used, rows[0].Most, rows[0].Reserved, context.Limits)
        );

    private static HealthCheck Pools =>
        new HealthQuery<(long Most, long Reserved)>(
            "pools",
            "load",
            """
            SELECT current_setting('max_connections')::bigint,
                   current_setting('superuser_reserved_connections')::bigint + coalesce(current_setting('reserved_connections', true)::bigint, 0)
            """,
            row => (row.GetInt64(0), row.GetInt64(1)),
            (rows, context) => LoadVerdicts.Pools(context.Pools, rows[0].Most, rows[0].Reserved, context.Limits)
        );

    private static HealthCheck OpenTransactions =>
        new HealthQuery<Longest>(
            "open-transactions",
            "load",
            $"""
            SELECT pg_has_role('pg_read_all_stats', 'USAGE'), t.who, t.seconds
            FROM (SELECT 1) one LEFT JOIN (
                SELECT {Who} AS who, extract(epoch FROM clock_timestamp() - xact_start)::float8 AS seconds
                    FROM pg_catalog.pg_stat_activity
                WHERE xact_start IS NOT NULL AND pid <> pg_backend_pid() AND backend_type = 'client backend'
                    AND datname = current_database()
                UNION ALL
                SELECT 'prepared transaction ' || gid, extract(epoch FROM clock_timestamp() - prepared)
                    FROM pg_catalog.pg_prepared_xacts WHERE database = current_database()
                ORDER BY seconds DESC LIMIT 1) t ON true
            """,
            Longest.Read,
            (rows, context) => rows[0].Judge(LoadVerdicts.OldestTransaction, context.Limits)
        );

    private static HealthCheck IdleInTransaction =>
        new HealthQuery<Longest>(
            "idle-in-transaction",
            "load",
            $"""
            SELECT pg_has_role('pg_read_all_stats', 'USAGE'), t.who, t.seconds
            FROM (SELECT 1) one LEFT JOIN (
                SELECT {Who} AS who, extract(epoch FROM clock_timestamp() - state_change)::float8 AS seconds
                    FROM pg_catalog.pg_stat_activity
                WHERE state LIKE 'idle in transaction%' AND pid <> pg_backend_pid() AND datname = current_database()
                ORDER BY state_change LIMIT 1) t ON true
            """,
            Longest.Read,
            (rows, context) => rows[0].Judge(LoadVerdicts.IdleInTransaction, context.Limits)
        );

    private static HealthCheck Deadlocks =>
        new HealthRule("deadlocks", "load", context =>
            LoadVerdicts.Deadlocks(context.Sample!, context.Before, context.Limits)
        );

    private static HealthCheck SlowQueries =>
        new HealthRule("slow-queries", "load", context =>
            LoadVerdicts.SlowQueries(context.Sample!, context.Before, context.Limits)
        );

    private static HealthCheck Replication =>
        new HealthQuery<(string Who, double? Seconds)>(
            "replication",
            "load",
            """
            SELECT application_name || coalesce(' at ' || host(client_addr), ''),
                   extract(epoch FROM coalesce(replay_lag, CASE WHEN NOT pg_is_in_recovery()
                       AND replay_lsn = pg_current_wal_lsn() THEN interval '0' END))::float8 AS seconds
            FROM pg_catalog.pg_stat_replication
            UNION ALL
            SELECT 'this server, a replica',
                   CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
                       ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END
            WHERE pg_is_in_recovery()
            ORDER BY seconds DESC NULLS LAST LIMIT 1
            """,
            row => (row.GetString(0), row.IsDBNull(1) ? null : row.GetDouble(1)),
            (rows, context) =>
                rows is [var slowest, ..]
                    ? LoadVerdicts.Replication(slowest.Who, slowest.Seconds, context.Limits)
                    : LoadVerdicts.Replication(null, null, context.Limits)
        );

    private static HealthCheck ReplicationSlots =>
        new HealthQuery<(string Name, long Held)>(
            "replication-slots",
            "storage",
            """
            SELECT slot_name::text, coalesce(pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery()
                THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, restart_lsn), 0)::bigint
            FROM pg_catalog.pg_replication_slots WHERE NOT active ORDER BY 2 DESC
            """,
            row => (row.GetString(0), row.GetInt64(1)),
            (rows, context) => LoadVerdicts.Slots(rows, context.Limits)
        );

    private static HealthCheck Cpu =>
        new HealthRule("cpu", "load", _ =>
            Judgement.NotKnown(
                "a server does not tell",
                "Watch it on the machine: over 80 % for five minutes is too much. `provision report activity` shows "
                    + "what runs."
            )
        );

    private static string Who =>
        "'process ' || pid || ' (' || coalesce(usename::text, '?') || coalesce(', ' || nullif(application_name, ''), "
        + "'') || ')'";

    /// <summary>What the server has counted up to now.</summary>
    public static async Task<HealthSample> SampleAsync(
        DatabaseSession session,
        DateTimeOffset now,
        CancellationToken token
    )
    {
        var counted = await session.QueryAsync(
            "SELECT deadlocks, stats_reset FROM pg_catalog.pg_stat_database WHERE datname = current_database()",
            row => (row.GetInt64(0), Moment(row, 1)),
            token
        );
        return await WithSlowCallsAsync(
            new(now, counted[0].Item2, counted[0].Item1) { Database = session.Database.Location },
            session,
            token
        );
    }

    /// <summary>The schema of pg_stat_statements in this database, or why its columns cannot be read.</summary>
    public static async Task<(string? Schema, string? Why)> StatementsAsync(
        DatabaseSession session,
        CancellationToken token
    )
    {
        var found = await session.QueryAsync(
            """
            SELECT n.nspname::text, e.extversion FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n
                ON n.oid = e.extnamespace
            WHERE e.extname = 'pg_stat_statements'
            """,
            row => (Schema: row.GetString(0), Version: row.GetString(1)),
            token
        );
        return found is not [var extension] ? (null, "pg_stat_statements is not installed in this database")
            : Version.TryParse(extension.Version, out var version) && version < NewNames
                ? (
                    null,
                    $"pg_stat_statements is at {extension.Version}, whose columns have their old names: run ALTER "
                        + $"EXTENSION pg_stat_statements UPDATE"
                )
            : (Dialect.Quote(extension.Schema), null);
    }

    /// <summary>Why the extension in that schema does not answer; null where it does.</summary>
    public static async Task<string?> StatementsRefusalAsync(
        DatabaseSession session,
        string schema,
        CancellationToken token
    )
    {
        try
        {
            await session.QueryAsync(
                $"SELECT 1 FROM {schema}.pg_stat_statements LIMIT 1",
                row => row.GetInt32(0),
                token
            );
            return null;
        }
        catch (StatementFailedException error)
        {
            return error.Message;
        }
    }

    private static async Task<HealthSample> WithSlowCallsAsync(
        HealthSample sample,
        DatabaseSession session,
        CancellationToken token
    )
    {
        var (schema, why) = await StatementsAsync(session, token);
        if (schema is null)
        {
            return sample with { SlowUnknown = why };
        }

        try
        {
            var calls = await session.QueryAsync(
                $"""
                SELECT coalesce(sum(calls), 0)::bigint FROM {schema}.pg_stat_statements
                WHERE mean_exec_time > 1000 AND dbid = (SELECT oid FROM pg_catalog.pg_database
                    WHERE datname = current_database())
                """,
                row => row.GetInt64(0),
                token
            );
            // PostgreSQL 14 is the first to say when it began to count.
            var hasInfo = await session.QueryAsync(
                $"SELECT to_regclass({Dialect.QuoteText($"{schema}.pg_stat_statements_info")}) IS NOT NULL",
                row => row.GetBoolean(0),
                token
            );
            var since = hasInfo[0]
                ? await session.QueryAsync(
                    $"SELECT stats_reset FROM {schema}.pg_stat_statements_info",
                    row => Moment(row, 0),
                    token
                )
                : [null];
            return sample with { SlowCalls = calls[0], SlowSince = since[0] };
        }
        catch (StatementFailedException error)
        {
            return sample with { SlowUnknown = error.Message };
        }
    }

    private static DateTimeOffset? Moment(DbDataReader row, int at) =>
        row.IsDBNull(at) ? null : new DateTimeOffset(DateTime.SpecifyKind(row.GetDateTime(at), DateTimeKind.Utc));

    // A role without pg_read_all_stats sees no more of others' sessions than that they are there.
    private sealed record Longest(bool SeesAll, string? Who, double Seconds)
    {
        public static Longest Read(DbDataReader row) =>
            new(row.GetBoolean(0), row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? 0 : row.GetDouble(2));

        public Judgement Judge(Func<string?, double, HealthLimits, Judgement> judge, HealthLimits limits) =>
            SeesAll
                ? judge(Who, Seconds, limits)
                : Judgement.NotKnown(
                    "this role sees its own sessions alone",
                    "Grant it pg_read_all_stats, or pg_monitor."
                );
    }
}
