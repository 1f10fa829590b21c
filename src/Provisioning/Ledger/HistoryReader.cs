using System.Data.Common;
using System.Globalization;
using Provisioning.Databases;

namespace Provisioning.Ledger;

/// <summary>Reads everything that was run.</summary>
public static class HistoryReader
{
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
        return [.. rows.OrderByDescending(row => row.RecordedAt ?? DateTime.MinValue).Take(limit)];
    }

    private static string OfHistory(string history, long? version, int limit) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            SELECT h.version, h.name, h.event, h.outcome, h.recorded_at, h.started_at, h.duration_ms, h.checksum, h.role,
                   h.actor, h.host, h.pipeline, h.commit_id, h.tool_version, h.system, h.notes
            FROM {history} h {(version is { } only ? $"WHERE h.version = {only} " : "")}ORDER BY h.id DESC LIMIT {limit}
            """
        );

    private static string OfLedger(string ledger, string? history, string last, long? version, int limit)
    {
        var unknown = history is null ? "1 = 1" : $"NOT EXISTS (SELECT 1 FROM {history} h WHERE h.version = l.version)";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            SELECT l.version, l.name, 'up', CASE WHEN l.finished_at IS NULL THEN 'failed' ELSE 'done' END,
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
                IsFailed = row.GetString(3) == "failed",
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
