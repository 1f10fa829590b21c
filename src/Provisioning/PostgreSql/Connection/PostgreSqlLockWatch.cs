using System.Globalization;
using Npgsql;
using Provisioning.Databases;

namespace Provisioning.PostgreSql.Connection;

/// <summary>Looks, over a connection of its own, at who keeps a session from a table while it waits for one: once the
/// server has given up waiting, it no longer knows.</summary>
internal sealed class PostgreSqlLockWatch : IAsyncDisposable
{
    private const int LongestQuery = 200;
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;

    /// <summary>Watches a session until it is disposed.</summary>
    /// <param name="settings">How to connect.</param>
    /// <param name="process">The session's process on the server.</param>
    /// <param name="limit">How long the session waits for a table.</param>
    public PostgreSqlLockWatch(NpgsqlConnectionStringBuilder settings, int process, TimeSpan limit) =>
        _watching = WatchAsync(settings, process, limit / 4 > Shortest ? limit / 4 : Shortest);

    /// <summary>Who was in the way when it was last looked, for people; null where no session was.</summary>
    public string? Seen { get; private set; }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // A look that is under way says nothing more of a statement that is over: it is not waited for long.
        await _end.CancelAsync();
        await Task.WhenAny(_watching, Task.Delay(Patience, CancellationToken.None));
        _end.Dispose();
    }

    private async Task WatchAsync(NpgsqlConnectionStringBuilder settings, int process, TimeSpan interval)
    {
        try
        {
            // Most statements are done before.
            await Task.Delay(interval < Soon ? interval : Soon, _end.Token);
            // Only the pauses are cancelled: to cancel a look takes one more connection, and longer than the look.
            var end = _end.Token;
            await using var connection = await PostgreSqlConnector.OpenAsync(settings, CancellationToken.None);
            for (; ; await Task.Delay(interval, end))
            {
                Seen = await LookAsync(connection, process) ?? Seen;
            }
        }
        catch (Exception error)
            when (error is OperationCanceledException or ConnectionFailedException or NpgsqlException)
        {
            // The statement is over, or the server has no connection left for a look.
        }
    }

    private static async Task<string?> LookAsync(NpgsqlConnection connection, int process)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT (SELECT coalesce(string_agg(relation::regclass::text, ', '), 'what it needs')
                FROM pg_catalog.pg_locks WHERE pid = {process} AND NOT granted),
                   (SELECT coalesce(string_agg(w.pid::text || ' ('
                       || coalesce(nullif(w.application_name, ''), w.usename, '?') || ')', ', '), '')
                    FROM pg_catalog.pg_stat_activity w
                    WHERE w.wait_event_type = 'Lock' AND {process} = ANY(pg_catalog.pg_blocking_pids(w.pid))),
                   a.pid, coalesce(a.usename::text, '?'), coalesce(a.application_name, ''),
                   to_char(coalesce(a.xact_start, a.backend_start) AT TIME ZONE 'UTC', 'HH24:MI:SS'),
                       coalesce(a.state, ''), coalesce(a.query, '')
            FROM pg_catalog.pg_stat_activity a WHERE a.pid = ANY(pg_catalog.pg_blocking_pids({process}))
                ORDER BY a.xact_start
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        var (table, waiting, holders) = ("", "", new List<string>());
        while (await reader.ReadAsync(CancellationToken.None))
        {
            table = reader.GetString(0);
            waiting = reader.GetString(1);
            holders.Add(Holder(reader));
        }

        return holders.Count == 0
            ? null
            : $"{table} was held by {string.Join("; ", holders)}"
                + (waiting.Length == 0 ? "" : $". Waiting meanwhile: {waiting}");
    }

    private static string Holder(NpgsqlDataReader row)
    {
        var application = row.GetString(4) is { Length: > 0 } name ? $", {name}" : "";
        var query = QueryText.WithoutValues(row.GetString(7)).ReplaceLineEndings(" ");
        return string.Create(
                CultureInfo.InvariantCulture,
                $"process {row.GetInt32(2)} ({row.GetString(3)}{application}, since {row.GetString(5)} UTC, "
                    + $"{row.GetString(6)}): "
            ) + (query.Length > LongestQuery ? $"{query[..LongestQuery]}…" : query);
    }
}
