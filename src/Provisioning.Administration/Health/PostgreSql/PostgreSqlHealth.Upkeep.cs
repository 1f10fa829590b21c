namespace Provisioning.Administration.Health.PostgreSql;

/// <content>Vacuum, and what wears out.</content>
internal static partial class PostgreSqlHealth
{
    private static IReadOnlyList<HealthCheck> Upkeep =>
        [DeadRows, TransactionAge, Autovacuum, InvalidIndexes, UnusedIndexes, Sequences];

    private static HealthCheck DeadRows =>
        new HealthQuery<TableRows>(
            "dead-rows",
            "upkeep",
            $"SELECT schemaname || '.' || relname, n_live_tup, n_dead_tup FROM pg_catalog.pg_stat_user_tables WHERE "
                + $"n_dead_tup > {UpkeepVerdicts.FewDeadRows}",
            row => new(row.GetString(0), row.GetInt64(1), row.GetInt64(2)),
            (rows, context) => UpkeepVerdicts.DeadRows(rows, context.Limits)
        );

    private static HealthCheck TransactionAge =>
        new HealthQuery<(string Database, long Age, long Most)>(
            "transaction-age",
            "upkeep",
            """
            SELECT database, age, most FROM (
                SELECT datname::text AS database, age(datfrozenxid)::bigint AS age,
                    current_setting('autovacuum_freeze_max_age')::bigint AS most FROM pg_catalog.pg_database
                UNION ALL
                SELECT datname || ' (multixacts)', mxid_age(datminmxid),
                    current_setting('autovacuum_multixact_freeze_max_age')::bigint FROM pg_catalog.pg_database) all_ages
            ORDER BY age::float8 / most DESC LIMIT 1
            """,
            row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2)),
            (rows, context) =>
                UpkeepVerdicts.TransactionAge(rows[0].Database, rows[0].Age, rows[0].Most, context.Limits)
        );

    private static HealthCheck Autovacuum =>
        new HealthQuery<(bool On, bool Counts, string? Table)>(
            "autovacuum",
            "upkeep",
            """
            SELECT current_setting('autovacuum')::bool, current_setting('track_counts')::bool, t.name
            FROM (SELECT 1) one LEFT JOIN (
                SELECT c.oid::regclass::text AS name FROM pg_catalog.pg_class c
                WHERE c.relkind IN ('r', 'm') AND EXISTS (SELECT 1 FROM pg_options_to_table(c.reloptions)
                    WHERE option_name = 'autovacuum_enabled' AND NOT option_value::bool)) t ON true
            ORDER BY t.name
            """,
            row => (row.GetBoolean(0), row.GetBoolean(1), row.IsDBNull(2) ? null : row.GetString(2)),
            (rows, _) =>
                UpkeepVerdicts.Autovacuum(
                    rows[0].On,
                    rows[0].Counts,
                    [.. rows.Select(row => row.Table).OfType<string>()]
                )
        );

    private static HealthCheck InvalidIndexes =>
        new HealthQuery<string>(
            "invalid-indexes",
            "upkeep",
            """
            SELECT i.indexrelid::regclass::text FROM pg_catalog.pg_index i
            WHERE NOT i.indisvalid AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_progress_create_index p
                WHERE p.index_relid = i.indexrelid)
            ORDER BY 1
            """,
            row => row.GetString(0),
            (rows, _) => UpkeepVerdicts.InvalidIndexes(rows)
        );

    private static HealthCheck UnusedIndexes =>
        new HealthQuery<(string Name, long Bytes)>(
            "unused-indexes",
            "upkeep",
            """
            SELECT s.indexrelid::regclass::text, pg_relation_size(s.indexrelid) FROM pg_catalog.pg_stat_user_indexes s
                JOIN pg_catalog.pg_index i ON i.indexrelid = s.indexrelid
            WHERE s.idx_scan = 0 AND NOT i.indisunique AND NOT i.indisexclusion
            """,
            row => (row.GetString(0), row.GetInt64(1)),
            (rows, context) => UpkeepVerdicts.UnusedIndexes(rows, context.Limits)
        );

    private static HealthCheck Sequences =>
        new HealthQuery<SequenceUse>(
            "sequences",
            "upkeep",
            """
            SELECT coalesce(a.attrelid::regclass || '.' || a.attname, s.oid::regclass::text), v.last_value,
                   least(q.seqmax, CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype
                       THEN 2147483647 ELSE 9223372036854775807 END)
            FROM pg_catalog.pg_sequence q
            JOIN pg_catalog.pg_class s ON s.oid = q.seqrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = s.relnamespace
            JOIN pg_catalog.pg_sequences v ON v.schemaname = n.nspname AND v.sequencename = s.relname
            LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.oid
                AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
            WHERE v.last_value IS NOT NULL AND q.seqincrement > 0 AND NOT q.seqcycle
            """,
            row => new(row.GetString(0), row.GetInt64(1), row.GetInt64(2)),
            (rows, context) => UpkeepVerdicts.Sequences(rows, context.Limits)
        );
}
