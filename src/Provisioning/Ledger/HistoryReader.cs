using System.Data.Common;
using System.Globalization;
using Provisioning.Databases;

namespace Provisioning.Ledger;

/// <summary>Reads everything that was run.</summary>
public static class HistoryReader
{
    private const string Begins = $"'{HistoryEvent.BeginUp}', '{HistoryEvent.BeginDown}'";
    private const string Ends = $"'{HistoryEvent.EndUp}', '{HistoryEvent.EndDown}'";

    /// <summary>Reads the newest rows, the newest first. Versions that the history has nothing of, because a script or
    /// an earlier release recorded them, are taken from the ledger.</summary>
    /// <param name="session">The database.</param>
    /// <param name="versions">What the table of applied versions is called.</param>
    /// <param name="version">The version that it is about; null for all.</param>
    /// <param name="limit">How many rows to read at most.</param>
    /// <param name="token">Cancels the operation.</param>
    public static async Task<IReadOnlyList<HistoryRow>> ReadAsync(
        DatabaseSession session,
        VersionTable versions,
        long? version,
        int limit,
        CancellationToken token
    )
    {
        var dialect = session.Database.Dialect;
        var (ledger, history) = (versions.LedgerOn(dialect), versions.HistoryOn(dialect));
        var found = await session.FindTablesAsync(token, ledger, history);
        var rows = new List<HistoryRow>();
        if (found.Contains(history))
        {
            rows.AddRange(await session.QueryAsync(OfHistory(dialect.Quote(history), version, limit), Read, token));
        }

        if (found.Contains(ledger))
        {
            var lacking = session.LiveSchema.ColumnExists(ledger, "notes") ? "l.system, l.notes" : "NULL, NULL";
            var known = found.Contains(history) ? dialect.Quote(history) : null;
            rows.AddRange(
                await session.QueryAsync(OfLedger(dialect.Quote(ledger), known, lacking, version, limit), Read, token)
            );
        }

        // The rows of one moment stay in their order.
        rows = [.. rows.OrderByDescending(row => row.RecordedAt ?? DateTime.MinValue).Take(limit)];
        return rows.Exists(row => row.Event.Outcome == HistoryEvent.Running) && !await IsRunningAsync(session, token)
            ? [.. rows.Select(Stopped)]
            : rows;
    }

    private static async Task<bool> IsRunningAsync(DatabaseSession session, CancellationToken token)
    {
        if (!session.TransactionIsLock)
        {
            if (await session.TryLockAsync(token) is not null)
            {
                return true;
            }

            await session.UnlockAsync();
            return false;
        }

        try
        {
            await session.BeginAsync(TransactionOptions.Default with { LockWait = TimeSpan.Zero }, token);
            return false;
        }
        catch (LockHeldException)
        {
            return true;
        }
        catch (StatementFailedException)
        {
            // A file that may only be read is run by no one that we could see.
            return false;
        }
        finally
        {
            await session.RollbackAsync();
        }
    }

    private static HistoryRow Stopped(HistoryRow row) =>
        row.Event.Outcome == HistoryEvent.Running
            ? row with
            {
                Event = row.Event with { Outcome = HistoryEvent.Interrupted },
            }
            : row;

    // Only the run that began last may work on the database now.
    // Of a run that ended nothing is shown but its migrations.
    private static string OfHistory(string history, long? version, int limit) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            SELECT h.version, h.name,
                   CASE h.event WHEN '{HistoryEvent.BeginUp}' THEN 'up' WHEN '{HistoryEvent.BeginDown}' THEN 'down'
                                ELSE h.event END,
                   CASE WHEN h.event NOT IN ({Begins}) THEN h.outcome
                        WHEN e.outcome IS NOT NULL THEN e.outcome
                        WHEN EXISTS (SELECT 1 FROM {history} n WHERE n.id > h.id AND n.event IN ({Begins}))
                        THEN '{HistoryEvent.Interrupted}' ELSE '{HistoryEvent.Running}' END,
                   h.recorded_at, h.started_at, CASE WHEN h.event NOT IN ({Begins}) THEN h.duration_ms END, h.checksum,
                   h.role, h.actor, h.host, h.pipeline, h.commit_id, h.tool_version, h.system, coalesce(e.notes, h.notes)
            FROM {history} h
            LEFT JOIN {history} e ON h.event IN ({Begins}) AND e.id > h.id AND e.event IN ({Ends})
                                  AND e.started_at = h.started_at
            WHERE h.event NOT IN ({Ends}) AND (h.event NOT IN ({Begins}) OR coalesce(e.outcome, '') <> '{HistoryEvent.Done}')
                  {(version is { } only ? $"AND h.version = {only} " : "")}
            ORDER BY h.id DESC LIMIT {limit}
            """
        );

    private static string OfLedger(string ledger, string? history, string last, long? version, int limit)
    {
        var begun = history is null
            ? $"ELSE '{HistoryEvent.Running}'"
            : $"""
                WHEN EXISTS (SELECT 1 FROM {history} n WHERE n.event IN ({Begins}))
                                         THEN '{HistoryEvent.Interrupted}' ELSE '{HistoryEvent.Running}'
                """;
        var unknown = history is null ? "1 = 1" : $"NOT EXISTS (SELECT 1 FROM {history} h WHERE h.version = l.version)";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            SELECT l.version, l.name, 'up', CASE WHEN l.finished_at IS NOT NULL THEN '{HistoryEvent.Done}'
                                         WHEN l.error IS NOT NULL THEN '{HistoryEvent.Failed}'
                                         {begun} END,
                   coalesce(l.finished_at, l.started_at), l.started_at, l.duration_ms, l.checksum, NULL, l.actor, NULL,
                   NULL, NULL, l.tool_version, {last}, 1
            FROM {ledger} l WHERE {unknown}{(version is { } only ? $" AND l.version = {only}" : "")}
            ORDER BY 5 DESC, l.version DESC LIMIT {limit}
            """
        );
    }

    private static HistoryRow Read(DbDataReader row) =>
        new(
            new(row.GetInt64(0), row.GetString(1), row.GetString(2))
            {
                Outcome = row.GetString(3),
                StartedAt = row.IsDBNull(5) ? null : new DateTimeOffset(Utc(row, 5)),
                Checksum = Text(row, 7),
                Notes = Text(row, 15),
            },
            row.IsDBNull(4) ? null : Utc(row, 4),
            Text(row, 9) ?? "",
            new(Text(row, 10)) { Pipeline = Text(row, 11), Commit = Text(row, 12) }
        )
        {
            DurationMs = row.IsDBNull(6) ? null : row.GetInt64(6),
            Role = Text(row, 8),
            ToolVersion = Text(row, 13),
            System = Text(row, 14),
            IsOfLedger = row.FieldCount > 16,
        };

    // SQLite keeps moments as text, with the offset or without one.
    private static DateTime Utc(DbDataReader row, int column) =>
        row.GetValue(column) switch
        {
            DateTime moment => moment.Kind is DateTimeKind.Local ? moment.ToUniversalTime() : Kind(moment),
            string text => DateTime.Parse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
            ),
            var other => throw new System.Diagnostics.UnreachableException(other.GetType().Name),
        };

    private static DateTime Kind(DateTime moment) => DateTime.SpecifyKind(moment, DateTimeKind.Utc);

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
