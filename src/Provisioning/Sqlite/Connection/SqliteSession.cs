using System.Data.Common;
using Microsoft.Data.Sqlite;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;
using Provisioning.Sqlite.Inspection;
using Provisioning.Sqlite.Rows;
using SQLitePCL;

namespace Provisioning.Sqlite.Connection;

/// <summary>A connection to an SQLite file.</summary>
internal sealed class SqliteSession(SqliteDatabase database, SqliteConnection connection) : DatabaseSession
{
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
        if (IsInTransaction)
        {
            try
            {
                await _transaction!.RollbackAsync();
                // An interrupted rebuild may have left it on, and no rollback resets it.
                await ExecuteAsync("PRAGMA legacy_alter_table = OFF", CancellationToken.None);
            }
            catch (Exception error) when (error is SqliteException or ProvisioningException)
            {
                // The file cannot be written any more: the next that opens it rolls back what the journal holds.
            }
        }

        await EndAsync();
    }

    /// <inheritdoc />
    public override Task ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken token)
    {
        using var interrupt = InterruptOn(token);
        foreach (var statement in statements)
        {
            token.ThrowIfCancellationRequested();
            if (statement.Operation is ExecuteCode code)
            {
                Run(code);
                continue;
            }

            try
            {
                Execute(statement);
            }
            catch (SqliteException error)
            {
                token.ThrowIfCancellationRequested();
                throw error.SqliteErrorCode is raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN
                    ? database.Explain(error)
                    : Failure(error, statement);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        Func<DbDataReader, T> read,
        CancellationToken token,
        params object?[] parameters
    )
    {
        using var interrupt = InterruptOn(token);
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < parameters.Length; i++)
            {
                command.Parameters.AddWithValue($"@p{i}", parameters[i] ?? DBNull.Value);
            }

            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
            {
                rows.Add(read(reader));
            }

            return Task.FromResult<IReadOnlyList<T>>(rows);
        }
        catch (SqliteException error)
        {
            token.ThrowIfCancellationRequested();
            throw Failure(error, new(sql));
        }
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
    public override Task<string?> TryLockAsync(CancellationToken token) => Task.FromResult<string?>(null);

    /// <inheritdoc />
    public override Task UnlockAsync() => Task.CompletedTask;

    /// <inheritdoc />
    public override Task<long> WriteAsync(RowSource rows, IProgress<long>? progress, CancellationToken token) =>
        Task.FromResult(SqliteRowWriter.Write(connection, rows, progress, token));

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
    }

    private void Run(ExecuteCode code)
    {
        var hasEnded = false;
        raw.sqlite3_commit_hook(
            connection.Handle,
            _ =>
            {
                hasEnded = true;
                return 0;
            },
            null
        );
        raw.sqlite3_rollback_hook(connection.Handle, _ => hasEnded = true, null);
        try
        {
            code.Run(connection, _transaction);
        }
        catch (Exception error) when (_transaction is not null && hasEnded && error is not OperationCanceledException)
        {
            throw new TransactionEndedException(error);
        }
        finally
        {
            if (connection.State is System.Data.ConnectionState.Open)
            {
                raw.sqlite3_commit_hook(connection.Handle, null, null);
                raw.sqlite3_rollback_hook(connection.Handle, null, null);
            }
        }

        if (_transaction is not null && hasEnded)
        {
            throw new TransactionEndedException(null);
        }
    }

    private void Execute(SqlStatement statement)
    {
        var wereEnforced = statement.SuspendsForeignKeys && EnforceForeignKeys(false);
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = statement.Text;
            if (command.ExecuteNonQuery() == 0 && statement.MustChangeRows)
            {
                throw StatementFailedException.NoRows(statement);
            }
        }
        finally
        {
            if (wereEnforced)
            {
                EnforceForeignKeys(true);
            }
        }
    }

    // PRAGMA foreign_keys does nothing inside a transaction, and would switch off the actions of a whole migration's
    // own statements.
    private bool EnforceForeignKeys(bool isOn)
    {
        _ = raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_ENABLE_FKEY, -1, out var before);
        var code = raw.sqlite3_db_config(
            connection.Handle,
            raw.SQLITE_DBCONFIG_ENABLE_FKEY,
            isOn ? 1 : 0,
            out var after
        );
        return code == raw.SQLITE_OK && after == (isOn ? 1 : 0)
            ? before == 1
            : throw new ProvisioningException(
                $"SQLite does not switch the enforcement of foreign keys {(isOn ? "on" : "off")}, code {code}. Update "
                    + $"SQLite."
            );
    }

    private CancellationTokenRegistration InterruptOn(CancellationToken token) =>
        token.Register(() => raw.sqlite3_interrupt(connection.Handle));

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

    private static StatementFailedException Failure(SqliteException error, SqlStatement statement)
    {
        // The driver wraps what SQLite says: "SQLite Error 1: 'no such table: x'."
        var from = error.Message.IndexOf('\'', StringComparison.Ordinal);
        var to = error.Message.LastIndexOf('\'');
        var reason = from >= 0 && to > from ? error.Message[(from + 1)..to] : error.Message;
        return new(statement, reason, $"SQLite {error.SqliteExtendedErrorCode}", position: 0, error);
    }
}
