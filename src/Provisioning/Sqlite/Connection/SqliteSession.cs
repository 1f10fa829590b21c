using System.Data.Common;
using Microsoft.Data.Sqlite;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;
using Provisioning.Sqlite.Inspection;
using Provisioning.Sqlite.Rows;
using SQLitePCL;

namespace Provisioning.Sqlite.Connection;

/// <summary>A connection to an SQLite file.</summary>
internal sealed partial class SqliteSession(SqliteDatabase database, SqliteConnection connection) : DatabaseSession
{
    private readonly SqliteForeignKeys _foreignKeys = new(connection);
    private readonly SqliteSessionState _state = new(connection);
    private readonly SqliteRunLock _lock = new(database.Name);
    private SqliteTransaction? _transaction;

    /// <inheritdoc />
    public override Database Database => database;

    /// <inheritdoc />
    public override DbConnection Connection => connection;

    /// <inheritdoc />
    public override ISchemaState LiveSchema => new SqliteLiveSchema(connection, () => _transaction);

    /// <inheritdoc />
    public override string? BackendId => null;

    /// <inheritdoc />
    public override bool TransactionIsLock => true;

    /// <inheritdoc />
    public override bool IsInTransaction =>
        _transaction is not null && raw.sqlite3_get_autocommit(connection.Handle) == 0;

    /// <inheritdoc />
    public override bool SettlesMigrations => true;

    /// <inheritdoc />
    public override IReadOnlyList<SqlStatement> Reset() => _state.Reset(IsInTransaction);

    /// <inheritdoc />
    public override Task SettleAsync(CancellationToken token)
    {
        using var interrupt = InterruptOn(token);
        _foreignKeys.Settle();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override async Task BeginAsync(TransactionOptions options, CancellationToken token)
    {
        // One second at a time: the driver waits without looking at the token.
        var timeout = connection.DefaultTimeout;
        connection.DefaultTimeout = 1;
        try
        {
            for (var waited = TimeSpan.Zero; ; waited += TimeSpan.FromSeconds(1))
            {
                token.ThrowIfCancellationRequested();
                try
                {
                    Transaction = _transaction = connection.BeginTransaction(deferred: false);
                    return;
                }
                catch (SqliteException error) when (error.SqliteErrorCode is raw.SQLITE_BUSY)
                {
                    if (waited >= options.LockWait)
                    {
                        throw new LockHeldException("another process", waited, $"writing to {database.Location}");
                    }

                    await Task.Yield();
                }
            }
        }
        catch (SqliteException error)
        {
            throw database.Explain(error);
        }
        finally
        {
            connection.DefaultTimeout = timeout;
        }
    }

    /// <inheritdoc />
    public override Task BeginSnapshotAsync(CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        Transaction = _transaction = connection.BeginTransaction(deferred: true);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override async Task CommitAsync(CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        _foreignKeys.Settle();
        try
        {
            await _transaction!.CommitAsync(token);
        }
        catch (SqliteException error)
        {
            throw Failure(error, new("COMMIT"));
        }

        await EndAsync();
    }

    /// <inheritdoc />
    public override async Task RollbackAsync()
    {
        _foreignKeys.Forget();
        if (IsInTransaction)
        {
            try
            {
                await _transaction!.RollbackAsync();
                // No rollback resets what pragmas have set, those of an interrupted rebuild among them.
                await ExecuteAsync(Reset(), CancellationToken.None);
            }
            catch (Exception error) when (error is SqliteException or ProvisioningException)
            {
                // The file cannot be written any more: the next that opens it rolls back what the journal holds.
            }
        }

        await EndAsync();
    }

    /// <inheritdoc />
    public override async Task<IReadOnlySet<ObjectName>> FindTablesAsync(
        CancellationToken token,
        params ObjectName[] names
    )
    {
        var tables = await QueryAsync(
            "SELECT name FROM sqlite_master WHERE type = 'table'",
            row => row.GetString(0),
            token
        );
        return names.Where(name => tables.Contains(name.Name, StringComparer.OrdinalIgnoreCase)).ToHashSet();
    }

    /// <inheritdoc />
    public override Task<string?> TryLockAsync(CancellationToken token) =>
        Task.FromResult(database.IsInMemory || _lock.TryTake() ? null : "another run");

    /// <inheritdoc />
    public override Task UnlockAsync()
    {
        _lock.Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task<long> WriteAsync(RowSource rows, IProgress<long>? progress, CancellationToken token) =>
        Task.FromResult(SqliteRowWriter.Write(connection, rows, progress, token));

    /// <inheritdoc />
    // Until the transaction ends, which checks them.
    public override async Task<IReadOnlyList<SqlStatement>> DeferForeignKeysAsync(
        IReadOnlyList<ObjectName> tables,
        CancellationToken token
    )
    {
        await ExecuteAsync([new("PRAGMA defer_foreign_keys = ON")], token);
        return [];
    }

    /// <inheritdoc />
    public override Task<IReadOnlyList<RelationEntry>> RelationsAsync(CancellationToken token) =>
        QueryAsync(
            "SELECT name FROM sqlite_master",
            row => new RelationEntry(row.GetString(0), Rows: null, Bytes: null),
            token
        );

    /// <inheritdoc />
    public override async Task<IReadOnlyList<TableColumns>> TableColumnsAsync(CancellationToken token) =>
        TableColumns.Of(
            await QueryAsync(
                "SELECT m.name, c.name FROM sqlite_master m, pragma_table_xinfo(m.name) c "
                    + "WHERE m.type = 'table' ORDER BY m.name, c.cid",
                row => (new ObjectName(null, row.GetString(0)), row.GetString(1)),
                token
            )
        );

    /// <inheritdoc />
    public override async Task<long> UserVersionAsync(CancellationToken token) =>
        (await QueryAsync("PRAGMA user_version", row => row.GetInt64(0), token))[0];

    /// <inheritdoc />
    public override async Task<long> BytesAsync(CancellationToken token) =>
        (
            await QueryAsync(
                "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
                row => row.GetInt64(0),
                token
            )
        )[0];

    /// <inheritdoc />
    public override async Task<RelationEntry> MeasureAsync(RelationEntry table, CancellationToken token)
    {
        try
        {
            var sql = $"SELECT count(*) FROM {database.Dialect.Quote(table.Name)}";
            return table with { Rows = (await QueryAsync(sql, row => row.GetInt64(0), token))[0] };
        }
        catch (StatementFailedException)
        {
            // No table, or one that another writer has.
            return table;
        }
    }

    /// <inheritdoc />
    public override async Task<IReadOnlyList<string>?> DeclarationsAsync(CancellationToken token) =>
        // A virtual table makes the tables that it keeps its rows in.
        await QueryAsync(
            """
            SELECT m.sql FROM sqlite_master m
            WHERE m.sql IS NOT NULL AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\'
                  AND NOT EXISTS (SELECT 1 FROM pragma_table_list l WHERE l.name = m.name AND l.type = 'shadow')
            ORDER BY CASE m.type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, m.rowid
            """,
            row => row.GetString(0),
            token
        );

    /// <inheritdoc />
    public override StatementObserver Observe() => new SqliteObserver(this);

    /// <inheritdoc />
    public override Task<DatabaseModel> InspectAsync(CancellationToken token) =>
        SqliteInspector.InspectAsync(connection, token);

    /// <inheritdoc />
    public override Task<UnmodelledStructure> InspectUnmodelledAsync(CancellationToken token) =>
        SqliteInspector.InspectUnmodelledAsync(connection, token);

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await RollbackAsync();
        await connection.DisposeAsync();
        _lock.Dispose();
    }

    private async Task EndAsync()
    {
        if (_transaction is not null)
        {
            try
            {
                await _transaction.DisposeAsync();
            }
            catch (SqliteException)
            {
                // Code has ended it already.
            }

            Transaction = _transaction = null;
        }
    }
}
