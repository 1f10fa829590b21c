using Provisioning.Databases;

namespace Provisioning.Administration.Health.PostgreSql;

/// <summary>What doctor asks a PostgreSQL server.</summary>
internal static partial class PostgreSqlHealth
{
    private const long OldestServer = 130000;

    /// <summary>The checks, in the order of the report.</summary>
    public static IReadOnlyList<HealthCheck> Checks { get; } = [Server, .. Load, .. Upkeep, .. Settings, .. Access];

    private static HealthCheck Server =>
        new HealthQuery<(string Version, long Number, double Up, bool IsReplica)>(
            "server",
            "server",
            """
            SELECT current_setting('server_version'), current_setting('server_version_num')::bigint,
                   extract(epoch FROM clock_timestamp() - pg_postmaster_start_time())::float8, pg_is_in_recovery()
            """,
            row => (row.GetString(0), row.GetInt64(1), row.GetDouble(2), row.GetBoolean(3)),
            (rows, _) =>
                Judgement.Within(
                    rows[0].Number >= OldestServer,
                    Verdict.Failed,
                    $"PostgreSQL {rows[0].Version}, {(rows[0].IsReplica ? "a replica, " : "")}up for "
                        + $"{Amount.Time(TimeSpan.FromSeconds(rows[0].Up))}",
                    "13 or later",
                    "This version no longer gets fixes. Upgrade."
                )
        );

    private static IReadOnlyList<HealthCheck> Settings =>
        [Durability, Checksums, Disk, PasswordEncryption, LoggedPasswords, SlowQueryLog, Ssl, Sslmode];

    private static HealthCheck Durability =>
        new HealthQuery<(bool Fsync, bool FullPages, string Commit)>(
            "durability",
            "durability",
            "SELECT current_setting('fsync')::bool, current_setting('full_page_writes')::bool, "
                + "current_setting('synchronous_commit')",
            row => (row.GetBoolean(0), row.GetBoolean(1), row.GetString(2)),
            (rows, context) => SettingVerdicts.Durability(rows[0].Fsync, rows[0].FullPages, rows[0].Commit, context)
        );

    private static HealthCheck Checksums =>
        new HealthQuery<bool>(
            "checksums",
            "durability",
            "SELECT current_setting('data_checksums')::bool",
            row => row.GetBoolean(0),
            (rows, context) => SettingVerdicts.Checksums(rows[0], context)
        );

    private static HealthCheck Disk =>
        new HealthQuery<(long Here, long All)>(
            "disk",
            "storage",
            """
            SELECT pg_database_size(current_database()), coalesce(sum(pg_database_size(oid)), 0)::bigint
                FROM pg_catalog.pg_database
            WHERE has_database_privilege(oid, 'CONNECT') OR pg_has_role('pg_read_all_stats', 'USAGE')
            """,
            row => (row.GetInt64(0), row.GetInt64(1)),
            (rows, context) => StorageVerdicts.ServerDisk(rows[0].Here, rows[0].All, context.Limits)
        );

    private static HealthCheck PasswordEncryption =>
        new HealthQuery<string>(
            "password-encryption",
            "access",
            "SELECT current_setting('password_encryption')",
            row => row.GetString(0),
            (rows, _) => SettingVerdicts.PasswordEncryption(rows[0])
        );

    private static HealthCheck LoggedPasswords =>
        new HealthQuery<string>(
            "logged-passwords",
            "access",
            "SELECT current_setting('log_statement')",
            row => row.GetString(0),
            (rows, context) => SettingVerdicts.LogStatement(rows[0], context)
        );

    private static HealthCheck SlowQueryLog =>
        new HealthQuery<long>(
            "slow-query-log",
            "load",
            "SELECT setting::bigint FROM pg_catalog.pg_settings WHERE name = 'log_min_duration_statement'",
            row => row.GetInt64(0),
            (rows, context) => SettingVerdicts.SlowLog(rows[0], context)
        );

    private static HealthCheck Ssl =>
        new HealthQuery<(bool Server, bool Connection)>(
            "ssl",
            "access",
            "SELECT current_setting('ssl')::bool, coalesce((SELECT ssl FROM pg_catalog.pg_stat_ssl WHERE pid = "
                + "pg_backend_pid()), false)",
            row => (row.GetBoolean(0), row.GetBoolean(1)),
            (rows, context) => SettingVerdicts.Encryption(rows[0].Server, rows[0].Connection, context.IsLocal, context)
        );

    private static HealthCheck Sslmode =>
        new HealthRule("sslmode", "access", context =>
            SettingVerdicts.SslMode(context.SslMode ?? "", context.IsLocal, context)
        );

    /// <summary>Keeps a question from waiting for others, and others from waiting for it.</summary>
    public static Task PrepareAsync(DatabaseSession session, CancellationToken token) =>
        session.ExecuteAsync(
            [
                new("SET lock_timeout = '2s'"),
                new("SET statement_timeout = '60s'"),
                new("SET default_transaction_read_only = on"),
            ],
            token
        );
}
