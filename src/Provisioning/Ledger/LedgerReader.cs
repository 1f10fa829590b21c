using System.Data.Common;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Ledger;

/// <summary>Reads what a database remembers of its migrations.</summary>
public static class LedgerReader
{
    /// <summary>Reads both tables; one that is missing counts as empty.</summary>
    public static async Task<LedgerState> ReadAsync(DatabaseSession session, CancellationToken token)
    {
        var found = await session.FindTablesAsync(token, LedgerTables.VersionInfo, LedgerTables.Ledger);
        var (hasVersions, hasLedger) = (found.Contains(LedgerTables.VersionInfo), found.Contains(LedgerTables.Ledger));
        if (!hasVersions && !hasLedger)
        {
            return new([], HasVersionTable: false, HasLedger: false);
        }

        var entries = await session.QueryAsync(Query(session.Database.Dialect, hasVersions, hasLedger), Read, token);
        return new([.. entries.OrderBy(entry => entry.Version)], hasVersions, hasLedger);
    }

    private static string Query(Dialect dialect, bool hasVersions, bool hasLedger)
    {
        const string Kept = "l.name, l.checksum, l.statements_done, l.statements_total, l.duration_ms, l.error, l.finished_at IS NOT NULL";
        var versions = dialect.Quote(new ObjectName(null, LedgerTables.VersionInfo));
        var ledger = dialect.Quote(new ObjectName(null, LedgerTables.Ledger));
        return (hasVersions, hasLedger) switch
        {
            (true, true) => $"""
                             SELECT v."Version", 1, v."AppliedOn", v."Description", {Kept}
                             FROM {versions} v LEFT JOIN {ledger} l ON l.version = v."Version"
                             UNION ALL
                             SELECT l.version, 0, NULL, NULL, {Kept}
                             FROM {ledger} l WHERE NOT EXISTS (SELECT 1 FROM {versions} v WHERE v."Version" = l.version)
                             """,
            (true, false) => $"""SELECT v."Version", 1, v."AppliedOn", v."Description", NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM {versions} v""",
            // FluentMigrator drops its table with the last version.
            _ => $"SELECT l.version, 0, NULL, NULL, {Kept} FROM {ledger} l",
        };
    }

    private static LedgerEntry Read(DbDataReader row) => new(row.GetInt64(0))
    {
        IsApplied = row.GetInt32(1) == 1,
        AppliedOn = row.IsDBNull(2) ? null : row.GetDateTime(2),
        Description = Text(row, 3),
        Name = Text(row, 4),
        Checksum = Text(row, 5),
        StatementsDone = row.IsDBNull(6) ? 0 : row.GetInt32(6),
        StatementsTotal = row.IsDBNull(7) ? 0 : row.GetInt32(7),
        DurationMs = row.IsDBNull(8) ? null : row.GetInt64(8),
        Error = Text(row, 9),
        IsFinished = !row.IsDBNull(10) && row.GetBoolean(10),
    };

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
