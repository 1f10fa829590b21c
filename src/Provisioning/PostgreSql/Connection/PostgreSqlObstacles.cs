using System.Data.Common;
using System.Globalization;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Connection;

/// <summary>What is on the server now that a run would wait for, or that would suffer from it.</summary>
internal sealed class PostgreSqlObstacles(PostgreSqlSession session, PostgreSqlDatabase database)
{
    private const int LongestQuery = 80;

    private const string Who =
        "coalesce(a.usename::text, '?') || coalesce(', ' || nullif(a.application_name, ''), ''), "
        + "extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.backend_start))::float8, "
        + "coalesce(a.state, ''), coalesce(a.query, '')";

    private const string Locks = $"""
        SELECT n.nspname::text, c.relname::text, l.mode, a.pid::bigint, {Who},
               coalesce(a.query LIKE 'autovacuum:%(to prevent wraparound)', false)
        FROM pg_catalog.pg_locks l
        JOIN pg_catalog.pg_class c ON c.oid = l.relation
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'relation' AND l.granted AND l.pid <> pg_catalog.pg_backend_pid()
              AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
        ORDER BY a.xact_start
        """;

    // As long as these are open, what is concurrent waits, and dead rows stay.
    private const string Transactions = $"""
        SELECT a.pid::bigint, {Who} FROM pg_catalog.pg_stat_activity a
        WHERE a.datname = current_database() AND a.pid <> pg_catalog.pg_backend_pid()
              AND a.xact_start < clock_timestamp() - interval '60 seconds' AND a.backend_type = 'client backend'
        ORDER BY a.xact_start LIMIT 10
        """;

    private const string Prepared = """
        SELECT gid, extract(epoch FROM clock_timestamp() - prepared)::float8
        FROM pg_catalog.pg_prepared_xacts WHERE database = current_database() ORDER BY prepared
        """;

    private const string Replicas = """
        SELECT coalesce(application_name, '?') || coalesce(' at ' || host(client_addr), ''),
               extract(epoch FROM replay_lag)::float8
        FROM pg_catalog.pg_stat_replication WHERE replay_lag > interval '1 second' ORDER BY replay_lag DESC
        """;

    /// <summary>What is in the way of a run that takes these locks.</summary>
    public async Task<IReadOnlyList<Obstacle>> FindAsync(
        IReadOnlyList<TableLock> locks,
        long rewrites,
        CancellationToken token
    ) =>
        [
            .. await HoldersAsync(locks, token),
            .. await session.QueryAsync(Transactions, ReadTransaction, token),
            .. await session.QueryAsync(Prepared, ReadPrepared, token),
            .. await session.QueryAsync(Replicas, ReadReplica, token),
            .. await DiskAsync(rewrites, token),
        ];

    private async Task<IEnumerable<Obstacle>> HoldersAsync(IReadOnlyList<TableLock> locks, CancellationToken token)
    {
        var taken = locks.ToLookup(each => each.Table);
        var held = await session.QueryAsync(
            Locks,
            row =>
                (
                    Table: new ObjectName(
                        row.GetString(0) == database.Schema ? null : row.GetString(0),
                        row.GetString(1)
                    ),
                    Mode: Enum.Parse<LockMode>(row.GetString(2)[..^"Lock".Length]),
                    Found: ReadHolder(row)
                ),
            token
        );
        return held.Where(holder => taken[holder.Table].Any(each => each.WaitsFor(holder.Mode)))
            .GroupBy(holder => (holder.Table, holder.Found.Process))
            .Select(group => group.First().Found with { Table = group.Key.Table });
    }

    private static Obstacle ReadHolder(DbDataReader row)
    {
        var isVacuum = row.GetBoolean(8);
        var table = row.GetString(1);
        return new(
            isVacuum ? "vacuum" : "lock",
            isVacuum
                ? $"process {row.GetInt64(3)} vacuums {table} to prevent wraparound, and does not make way"
                : $"process {row.GetInt64(3)} ({Session(row, 4)}) holds {table}"
        )
        {
            Process = row.GetInt64(3),
            Seconds = row.GetDouble(5),
        };
    }

    private static Obstacle ReadTransaction(DbDataReader row) =>
        new("transaction", $"process {row.GetInt64(0)} ({Session(row, 1)}) has an old transaction open")
        {
            Process = row.GetInt64(0),
            Seconds = row.GetDouble(2),
        };

    private static Obstacle ReadPrepared(DbDataReader row) =>
        new("prepared", $"the prepared transaction {row.GetString(0)} keeps its locks until it is ended")
        {
            Seconds = row.GetDouble(1),
        };

    private static Obstacle ReadReplica(DbDataReader row) =>
        new(
            "replica",
            string.Create(
                CultureInfo.InvariantCulture,
                $"the replica {row.GetString(0)} is {row.GetDouble(1):0} s late"
            )
        )
        {
            Seconds = row.GetDouble(1),
        };

    private static string Session(DbDataReader row, int at)
    {
        var query = QueryText.WithoutValues(row.GetString(at + 3)).ReplaceLineEndings(" ");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{row.GetString(at)}, for {row.GetDouble(at + 1):0} s, {row.GetString(at + 2)}: "
                + $"{(query.Length > LongestQuery ? $"{query[..LongestQuery]}…" : query)}"
        );
    }

    // The server does not tell how much is free; where it is on this machine, the machine does.
    private async Task<IEnumerable<Obstacle>> DiskAsync(long rewrites, CancellationToken token)
    {
        if (rewrites == 0)
        {
            return [];
        }

        var needed = string.Create(CultureInfo.InvariantCulture, $"what is rewritten needs about {rewrites >> 20} MB");
        try
        {
            var folder = PostgreSqlDatabase.IsLocalHost(database.Settings.Host)
                ? await session.QueryAsync("SHOW data_directory", row => row.GetString(0), token)
                : [];
            if (folder is [var data] && Directory.Exists(data))
            {
                var free = new DriveInfo(data).AvailableFreeSpace;
                return
                [
                    new(
                        "disk",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{needed} more for a while, and {free >> 20} MB are free"
                        )
                    ),
                ];
            }
        }
        catch (Exception error) when (error is StatementFailedException or IOException or UnauthorizedAccessException)
        {
            // Only those who may read all settings are told where the data is.
        }

        return [new("disk", $"{needed} more for a while; how much is free is not known from here")];
    }
}
