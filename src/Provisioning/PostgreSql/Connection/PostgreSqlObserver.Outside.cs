using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.PostgreSql.Dialect;

namespace Provisioning.PostgreSql.Connection;

/// <content>Statements outside a transaction, watched from a second session.</content>
internal sealed partial class PostgreSqlObserver
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private async Task<Observation> OutsideAsync(
        SqlStatement statement,
        StatementFacts expected,
        CancellationToken token
    )
    {
        _held.Clear();
        await using var watcher = await PostgreSqlConnector.OpenAsync(database.Settings, token);
        var isConcurrent = PostgreSqlTransactionRules.IsConcurrent(statement.Text);
        await using var holder = await HoldAsync(expected, token);
        var running = session.ExecuteAloneAsync(statement, isRepeated: false, token);
        var seen = new List<(long Id, LockMode Mode, SeenRelation? Now)>();
        try
        {
            await WatchAsync(running, watcher, holder, seen, token);
            await running;
        }
        catch (StatementFailedException error)
        {
            return new(Existing(expected), $"it fails in the copy, which has no rows: {error.Message}");
        }
        catch
        {
            await CleanUp.QuietlyAsync(() => holder?.CloseAsync() ?? Task.CompletedTask);
            await CleanUp.QuietlyAsync(() => running);
            throw;
        }

        var existing = Existing(expected);
        if (seen.Count == 0)
        {
            return new(existing, "it was over before it was seen");
        }

        foreach (var taken in existing.Locks)
        {
            var id = _before.Values.First(relation => NameOf(relation) == taken.Table).Id;
            seen.Add((id, taken.Mode, null));
        }

        var facts = Facts(seen, expected);
        return new(
            facts with
            {
                // An index that goes is locked once no other session can use it any more.
                Locks = [.. facts.Locks.Where(taken => !isConcurrent || taken.Kind is not RelationKind.Index)],
                Rewrites = existing.Rewrites,
                Scans = existing.Scans,
            }
        );
    }

    private async Task WatchAsync(
        Task running,
        NpgsqlConnection watcher,
        NpgsqlConnection? holder,
        List<(long Id, LockMode Mode, SeenRelation? Now)> seen,
        CancellationToken token
    )
    {
        while (!running.IsCompleted)
        {
            if (await LookAsync(watcher, seen, token) && holder is not null)
            {
                await holder.CloseAsync();
                holder = null;
            }

            await Task.Delay(Pause, token);
        }
    }

    // A transaction that keeps the statement waiting for its lock, long enough to be seen.
    private async Task<NpgsqlConnection?> HoldAsync(StatementFacts expected, CancellationToken token)
    {
        string[] tables =
        [
            .. Existing(expected)
                .Locks.Where(taken => taken.Kind is RelationKind.Table)
                .Select(taken => database.Dialect.Quote(taken.Table)),
        ];
        if (tables.Length == 0)
        {
            return null;
        }

        var connection = await PostgreSqlConnector.OpenAsync(database.Settings, token);
        await using var begin = new NpgsqlCommand(
            $"BEGIN; LOCK TABLE {string.Join(", ", tables)} IN SHARE UPDATE EXCLUSIVE MODE",
            connection
        );
        await begin.ExecuteNonQueryAsync(token);
        return connection;
    }

    // Whether the statement waits for a transaction.
    private async Task<bool> LookAsync(
        NpgsqlConnection watcher,
        List<(long Id, LockMode Mode, SeenRelation? Now)> seen,
        CancellationToken token
    )
    {
        // Asked first: what waits is still waiting when its locks are read.
        await using var command = new NpgsqlCommand(
            $"SELECT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE pid = {session.BackendId} AND NOT granted)",
            watcher
        );
        var isWaiting = await command.ExecuteScalarAsync(token) is true;
        command.CommandText = $"{Held} {session.BackendId}";
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            // What it counts is of this session.
            seen.Add(ReadLock(reader) with { Now = null });
        }

        return isWaiting;
    }
}
