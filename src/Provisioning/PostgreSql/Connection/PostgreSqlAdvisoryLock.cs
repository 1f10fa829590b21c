using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.PostgreSql.Connection;

/// <summary>An advisory lock of a session: it is released with the session at the latest.</summary>
/// <param name="session">The session.</param>
/// <param name="key">Its two numbers: the same in every version of this tool.</param>
/// <param name="isShared">Whether several sessions may have it at once, as long as none has it alone.</param>
internal sealed class PostgreSqlAdvisoryLock(DatabaseSession session, string key, bool isShared = false)
{
    /// <summary>The first number of every lock that a session of this program keeps: "prov" as a number.</summary>
    public const string Ours = "1886547830";

    /// <summary>Held by the one run that may migrate a database: "prov" and "isio" as numbers.</summary>
    public const string Migrations = $"{Ours}, 1769171311";

    /// <summary>Held by the one run that may delete rows by their age: "prov" and "rete" as numbers.</summary>
    public const string Retention = $"{Ours}, 1919251557";

    /// <summary>Takes the lock again where SQL or code of the session has released it. Fails where another session has
    /// it by then: two would run at once.</summary>
    public SqlStatement Retake =>
        new(
            $"""
            DO $retake$ BEGIN
              IF NOT EXISTS (
                SELECT FROM pg_catalog.pg_locks l
                WHERE l.locktype = 'advisory' AND l.pid = pg_catalog.pg_backend_pid() AND l.granted AND l.objsubid = 2
                  AND (l.classid::int8::bit(32)::int4, l.objid::int8::bit(32)::int4) = ({key}))
              AND NOT pg_catalog.pg_try_advisory_lock{Shared}({key}) THEN
                RAISE EXCEPTION 'this migration released the lock that keeps a second run away, and another run has it'
                  USING HINT = 'Take out what releases all advisory locks, such as DISCARD ALL, and run again.';
              END IF;
            END $retake$
            """
        );

    private string Shared => isShared ? "_shared" : "";

    private NpgsqlConnection Connection => (NpgsqlConnection)session.Connection;

    /// <summary>Takes the lock if it is free. Null: taken. Otherwise: who has it, for people.</summary>
    public async Task<string?> TryTakeAsync(CancellationToken token)
    {
        var got = await session.QueryAsync(
            $"SELECT pg_catalog.pg_try_advisory_lock{Shared}({key})",
            row => row.GetBoolean(0),
            token
        );
        return got[0] ? null : await HolderAsync(token);
    }

    /// <summary>Releases the lock; does nothing where the connection is closed.</summary>
    public async Task ReleaseAsync()
    {
        if (Connection.FullState is System.Data.ConnectionState.Open)
        {
            await session.QueryAsync(
                $"SELECT pg_catalog.pg_advisory_unlock{Shared}({key})",
                row => row.GetBoolean(0),
                CancellationToken.None
            );
        }
    }

    private async Task<string> HolderAsync(CancellationToken token)
    {
        // Of other roles' sessions a role without pg_read_all_stats sees neither the address nor the start.
        var holders = await session.QueryAsync(
            $"""
            SELECT 'process ' || a.pid::text || ' (' || coalesce(a.usename::text, '?')
                || coalesce(' from ' || pg_catalog.host(a.client_addr), '')
                   || coalesce(', since ' || pg_catalog.to_char(a.backend_start AT TIME ZONE 'UTC', 'HH24:MI:SS')
                       || ' UTC', '') || ')'
            FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
              AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
              AND (l.classid::int8::bit(32)::int4, l.objid::int8::bit(32)::int4) = ({key})
            """,
            row => row.GetString(0),
            token
        );
        return holders is [var holder, ..] ? holder : "another run";
    }
}
