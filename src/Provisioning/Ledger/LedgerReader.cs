using System.Data.Common;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Ledger;

/// <summary>Reads what a database records of its migrations.</summary>
public static class LedgerReader
{
    private const string InsufficientPrivilege = "42501";

    /// <summary>Reads both tables; one that is missing counts as empty.</summary>
    /// <param name="session">The database.</param>
    /// <param name="versions">What the table of applied versions is called.</param>
    /// <param name="token">Cancels the operation.</param>
    public static Task<LedgerState> ReadAsync(
        DatabaseSession session,
        VersionTable versions,
        CancellationToken token
    ) => ReadAsync(session, versions, isBrief: false, mayBeClosed: false, token);

    /// <summary>Reads what this role may read: both tables, or where our own is closed to it, as to the application's
    /// role, the table of applied versions alone. For looking, not for a run.</summary>
    /// <param name="session">The database.</param>
    /// <param name="versions">What the table of applied versions is called.</param>
    /// <param name="token">Cancels the operation.</param>
    public static Task<LedgerState> ReadAllowedAsync(
        DatabaseSession session,
        VersionTable versions,
        CancellationToken token
    ) => ReadAsync(session, versions, isBrief: false, mayBeClosed: true, token);

    /// <summary>Reads what a run needs: of what is applied the versions alone, of the rest everything. Thousands of
    /// versions cost next to nothing.</summary>
    /// <param name="session">The database.</param>
    /// <param name="versions">What the table of applied versions is called.</param>
    /// <param name="token">Cancels the operation.</param>
    public static Task<LedgerState> ReadBrieflyAsync(
        DatabaseSession session,
        VersionTable versions,
        CancellationToken token
    ) => ReadAsync(session, versions, isBrief: true, mayBeClosed: false, token);

    /// <summary>The statements of a version that ran, as our own table keeps them, which has to be there.</summary>
    /// <returns>The text; null where there is no row of the version, or its statements cannot be read.</returns>
    /// <param name="session">The database.</param>
    /// <param name="versions">What the table of applied versions is called.</param>
    /// <param name="version">The version.</param>
    /// <param name="token">Cancels the operation.</param>
    public static async Task<string?> SqlAsync(
        DatabaseSession session,
        VersionTable versions,
        long version,
        CancellationToken token
    )
    {
        var table = session.Database.Dialect.Quote(versions.LedgerOn(session.Database.Dialect));
        var kept = await session.QueryAsync(
            $"SELECT sql FROM {table} WHERE version = @p0",
            row => row.GetValue(0) as byte[],
            token,
            version
        );
        return kept is [{ } packed] ? LedgerWriter.Unpack(packed) : null;
    }

    private static async Task<LedgerState> ReadAsync(
        DatabaseSession session,
        VersionTable versions,
        bool isBrief,
        bool mayBeClosed,
        CancellationToken token
    )
    {
        var dialect = session.Database.Dialect;
        var (table, ledger) = (versions.NameOn(dialect), versions.LedgerOn(dialect));
        var all = await session.FindTablesAsync(token, [.. versions.OwnOn(dialect)]);
        var found = all.Where(name => name == table || name == ledger).ToHashSet();
        var state = LedgerState.Empty with
        {
            Versions = versions,
            HasVersionTable = found.Contains(table),
            HasLedger = found.Contains(ledger),
            HasHistory = all.Contains(versions.HistoryOn(dialect)),
            HasSettings = all.Contains(versions.SettingsOn(dialect)),
            IsSchemaMissing =
                found.Count == 0 && table.Schema is { } schema && !session.LiveSchema.SchemaExists(schema),
        };
        if (found.Count > 0)
        {
            try
            {
                state = await ReadAsync(session, state, isBrief, token);
            }
            catch (StatementFailedException error)
                when (mayBeClosed
                    && error.Code == InsufficientPrivilege
                    && state is { HasVersionTable: true, HasLedger: true }
                )
            {
                state = await ReadAsync(
                    session,
                    state with
                    {
                        HasLedger = false,
                        IsLedgerClosed = true,
                    },
                    isBrief,
                    token
                );
            }
            catch (StatementFailedException)
                when (WithMissingColumns(session, state) is { } lacking && lacking != state)
            {
                state = await ReadAsync(session, lacking, isBrief, token);
            }
        }

        if (state.HasSettings)
        {
            state = await WithSettingsAsync(session, state, mayBeClosed, token);
        }

        state = state with { ToRemember = LedgerSettings.New(state, dialect) };
        return versions.Replacements.Over(
            versions.Predecessor is { } predecessor
                ? state.With(await predecessor.ReadAsync(session, token), predecessor.Name)
                : state
        );
    }

    private static async Task<LedgerState> WithSettingsAsync(
        DatabaseSession session,
        LedgerState state,
        bool mayBeClosed,
        CancellationToken token
    )
    {
        try
        {
            var table = state.Versions.SettingsOn(session.Database.Dialect);
            return state with { Settings = await LedgerSettings.ReadAsync(session, table, token) };
        }
        catch (StatementFailedException error) when (mayBeClosed && error.Code == InsufficientPrivilege)
        {
            return state;
        }
    }

    private static async Task<LedgerState> ReadAsync(
        DatabaseSession session,
        LedgerState state,
        bool isBrief,
        CancellationToken token
    )
    {
        var entries = await session.QueryAsync(
            Query(session.Database.Dialect, state, isBrief),
            row => row.IsDBNull(1) ? new(row.GetInt64(0)) { IsApplied = true } : Read(row),
            token
        );
        return state.With(entries);
    }

    // The same state where nothing is missing.
    private static LedgerState WithMissingColumns(DatabaseSession session, LedgerState state)
    {
        var (versions, dialect) = (state.Versions, session.Database.Dialect);
        string[] missing = state.HasVersionTable
            ? [.. new[] { versions.AppliedOn, versions.Description }.Where(Lacks(versions.NameOn(dialect)))]
            : [];
        string[] ofLedger = state.HasLedger ? [.. LedgerTables.Later.Where(Lacks(versions.LedgerOn(dialect)))] : [];
        return missing.Length + ofLedger.Length == 0
            ? state
            : state with
            {
                MissingColumns = missing,
                MissingLedgerColumns = ofLedger,
            };

        Func<string, bool> Lacks(ObjectName table) => column => !session.LiveSchema.ColumnExists(table, column);
    }

    private static string Query(Dialect dialect, LedgerState state, bool isBrief)
    {
        var kept =
            "l.name, l.checksum, l.statements_done, l.statements_total, l.duration_ms, l.error, l.finished_at IS NOT "
            + $"NULL, {string.Join(", ", LedgerTables.Later.Select(column =>
                state.MissingLedgerColumns.Contains(column, StringComparer.Ordinal) ? "NULL" : $"l.{column}"))}, "
            + "l.actor";
        var (versions, ledger) = (
            dialect.Quote(state.Versions.NameOn(dialect)),
            dialect.Quote(state.Versions.LedgerOn(dialect))
        );
        var version = Dialect.Quote(state.Versions.Version);
        const string Nothing = "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL";
        var applied = $"v.{version}, 1, {Column(state.Versions.AppliedOn)}, {Column(state.Versions.Description)}";
        return (state.HasVersionTable, state.HasLedger) switch
        {
            (true, true) =>
                $"""
                {(
                    isBrief
                        ? $"SELECT v.{version}, 1, NULL, NULL, {kept} FROM {versions} v LEFT JOIN {ledger} l ON l.version = v.{version} AND l.finished_at IS NULL"
                        : $"SELECT {applied}, {kept} FROM {versions} v LEFT JOIN {ledger} l ON l.version = v.{version}"
                )}
                UNION ALL
                SELECT l.version, 0, NULL, NULL, {kept}
                FROM {ledger} l WHERE NOT EXISTS (SELECT 1 FROM {versions} v WHERE v.{version} = l.version)
                """,
            (true, false) => $"SELECT {applied}, {Nothing} FROM {versions} v",
            // FluentMigrator drops its table with the last version.
            _ => $"SELECT l.version, 0, NULL, NULL, {kept} FROM {ledger} l",
        };

        string Column(string name) =>
            state.MissingColumns.Contains(name, StringComparer.Ordinal) ? "NULL" : $"v.{Dialect.Quote(name)}";
    }

    private static LedgerEntry Read(DbDataReader row) =>
        new(row.GetInt64(0))
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
            System = Text(row, 11),
            Notes = Text(row, 12),
            BackfilledTo = Text(row, 13),
            Actor = Text(row, 14),
        };

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
