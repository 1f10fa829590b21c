using System.Data.Common;
using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.PostgreSql.Dialect;
using Provisioning.PostgreSql.Inspection;
using Provisioning.PostgreSql.Rows;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Connection;

/// <summary>A connection to a PostgreSQL database.</summary>
internal sealed class PostgreSqlSession(PostgreSqlDatabase database, NpgsqlConnection connection) : DatabaseSession
{
    // What holds for the transaction that is open, and what of it the server has not got yet.
    private readonly List<string> _local = [];
    private readonly List<string> _opening = [];
    private NpgsqlTransaction? _transaction;

    // How many milliseconds a statement outside a transaction may wait for a table.
    private string _limit = "0";

    // How long a statement of the transaction that is open may.
    private TimeSpan _wait;

    private PostgreSqlAdvisoryLock Lock => field ??= new(this, PostgreSqlAdvisoryLock.Migrations);

    /// <inheritdoc />
    public override Database Database => database;

    /// <inheritdoc />
    public override DbConnection Connection => connection;

    /// <inheritdoc />
    public override ISchemaState LiveSchema =>
        new PostgreSqlLiveSchema(connection, () => _transaction, database.Schema);

    /// <inheritdoc />
    public override string BackendId =>
        connection.ProcessID.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public override bool TransactionIsLock => false;

    /// <inheritdoc />
    public override bool IsInTransaction => _transaction is not null;

    /// <inheritdoc />
    public override IReadOnlyList<SqlStatement> Reset =>
        [.. PostgreSqlSessionState.Reset(SearchPath), .. _local.Select(sql => new SqlStatement(sql))];

    /// <inheritdoc />
    public override IReadOnlyList<SqlStatement> ResetLocally => [.. PostgreSqlSessionState.ResetLocally(SearchPath)];

    // How long a statement may wait for a table now; null for as long as it takes.
    private TimeSpan? WaitLimit =>
        _transaction is null || _wait == TimeSpan.Zero
            ? long.Parse(_limit, System.Globalization.CultureInfo.InvariantCulture) is > 0 and var limit
                ? TimeSpan.FromMilliseconds(limit)
                : null
            : _wait;

    private string SearchPath => database.Settings.SearchPath!;

    /// <inheritdoc />
    public override async Task BeginAsync(TransactionOptions options, CancellationToken token)
    {
        // Sent along with the first statements, as BEGIN itself is: no round trip of their own.
        if (!options.IsDurable)
        {
            _local.Add("SET LOCAL synchronous_commit = off");
        }

        if (options.LockTimeout > TimeSpan.Zero)
        {
            _local.Add($"SET LOCAL lock_timeout = {(long)options.LockTimeout.TotalMilliseconds}");
        }

        _wait = options.LockTimeout;
        _opening.AddRange(_local);

        Transaction = _transaction = await connection.BeginTransactionAsync(token);
    }

    /// <inheritdoc />
    public override async Task BeginSnapshotAsync(CancellationToken token)
    {
        Transaction = _transaction = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead,
            token
        );
        // A row that a policy would hide is an error instead of being left out.
        await ExecuteAsync([new("SET TRANSACTION READ ONLY"), new("SET LOCAL row_security = off")], token);
    }

    /// <inheritdoc />
    public override async Task CommitAsync(CancellationToken token)
    {
        try
        {
            await _transaction!.CommitAsync(token);
        }
        catch (NpgsqlException error)
        {
            End();
            throw Explain(error, new("COMMIT"), token);
        }

        End();
    }

    /// <inheritdoc />
    public override async Task RollbackAsync()
    {
        if (_transaction is not null)
        {
            try
            {
                await _transaction.RollbackAsync();
            }
            catch (Exception error)
                when (error is NpgsqlException or ObjectDisposedException or InvalidOperationException)
            {
                // The connection is gone, and the server rolls back what it began.
            }

            End();
        }
    }

    /// <inheritdoc />
    public override async Task ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken token)
    {
        for (var i = 0; i < statements.Count; )
        {
            if (statements[i] is { Operation: ExecuteCode code })
            {
                await SendAsync([], token);
                await RunAsync(statements[i], code, token);
                i++;
                continue;
            }

            var end = i;
            while (
                end < statements.Count
                && !statements[end].IsCode
                && (end == i || !statements[end - 1].OutsideTransaction)
            )
            {
                end++;
            }

            await SendAsync([.. statements.Skip(i).Take(end - i)], token);
            i = end;
        }
    }

    /// <inheritdoc />
    public override async Task ExecuteAloneAsync(SqlStatement statement, bool isRepeated, CancellationToken token)
    {
        var index = PostgreSqlIndexBuild.Of(statement);
        if (index is not null && await index.PrepareAsync(this, isRepeated, token))
        {
            return;
        }

        // It keeps no reader and no writer waiting while it waits for their transactions, and is worth nothing half
        // done.
        var isUnlimited = PostgreSqlTransactionRules.IsConcurrent(statement.Text) && await SetLimitAsync("0", _limit);
        try
        {
            await ExecuteAsync([statement], token);
        }
        finally
        {
            _ =
                isUnlimited
                && connection.FullState is System.Data.ConnectionState.Open
                && await SetLimitAsync(_limit, "0");
        }

        if (index is not null)
        {
            await index.VerifyAsync(this, token);
        }
    }

    /// <inheritdoc />
    public override Task LimitLockWaitAsync(TimeSpan limit, CancellationToken token)
    {
        _limit = ((long)limit.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return SetLimitAsync(_limit, "0");
    }

    // A limit that a migration has set itself stays.
    private async Task<bool> SetLimitAsync(string limit, string before) =>
        (
            await QueryAsync(
                $"SELECT pg_catalog.set_config('lock_timeout', '{limit}', false) "
                    + $"WHERE pg_catalog.current_setting('lock_timeout')::interval = interval '{before} ms'",
                row => row.GetString(0),
                CancellationToken.None
            )
        ).Count > 0;

    /// <inheritdoc />
    public override async Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        Func<DbDataReader, T> read,
        CancellationToken token,
        params object?[] parameters
    )
    {
        await using var command = new NpgsqlCommand(sql, connection, _transaction);
        for (var i = 0; i < parameters.Length; i++)
        {
            command.Parameters.AddWithValue($"p{i}", parameters[i] ?? DBNull.Value);
        }

        try
        {
            await using var reader = await command.ExecuteReaderAsync(token);
            var rows = new List<T>();
            while (await reader.ReadAsync(token))
            {
                rows.Add(read(reader));
            }

            return rows;
        }
        catch (NpgsqlException error)
        {
            throw Explain(error, new(sql), token);
        }
    }

    /// <inheritdoc />
    public override async Task<IReadOnlySet<ObjectName>> FindTablesAsync(
        CancellationToken token,
        params ObjectName[] names
    )
    {
        // Name by name: an array would make the driver prepare for every type of array there is.
        var places = string.Join(", ", names.Select((_, i) => $"(@p{2 * i}, @p{(2 * i) + 1})"));
        var found = await QueryAsync(
            $"""
            SELECT n.nspname::text, c.relname::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n
                ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND (n.nspname, c.relname) IN ({places})
            """,
            row => (row.GetString(0), row.GetString(1)),
            token,
            [.. names.SelectMany(name => (string[])[name.Schema ?? database.Schema, name.Name])]
        );
        return names.Where(name => found.Contains((name.Schema ?? database.Schema, name.Name))).ToHashSet();
    }

    /// <inheritdoc />
    public override Task<string?> TryLockAsync(CancellationToken token) => Lock.TryTakeAsync(token);

    /// <inheritdoc />
    public override Task UnlockAsync() => Lock.ReleaseAsync();

    /// <inheritdoc />
    public override async Task<long> WriteAsync(RowSource rows, IProgress<long>? progress, CancellationToken token)
    {
        try
        {
            return await PostgreSqlRowWriter.WriteAsync(connection, database.Dialect, rows, progress, token);
        }
        catch (NpgsqlException error)
        {
            throw Explain(error, new($"COPY {rows.Table}"), token);
        }
        catch (StatementFailedException error)
            when (error.InnerException is PostgresException ended && PostgreSqlErrors.EndsSession(ended))
        {
            throw Lost(ended, token);
        }
    }

    /// <inheritdoc />
    public override Task<DatabaseModel> InspectAsync(CancellationToken token) =>
        CatalogueAsync(PostgreSqlInspector.InspectAsync, token);

    /// <inheritdoc />
    public override Task<UnmodelledStructure> InspectUnmodelledAsync(CancellationToken token) =>
        CatalogueAsync(PostgreSqlInspector.InspectUnmodelledAsync, token);

    /// <inheritdoc />
    public override Task<IReadOnlyList<string>> ReparseAsync(
        IReadOnlyList<StructureExpression> expressions,
        CancellationToken token
    ) => new PostgreSqlExpressions(this, database.Schema).ReparseAsync(expressions, token);

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await RollbackAsync();
        await connection.DisposeAsync();
    }

    private async Task<T> CatalogueAsync<T>(
        Func<NpgsqlConnection, CancellationToken, string, Task<T>> read,
        CancellationToken token
    )
    {
        try
        {
            return await read(connection, token, database.Schema);
        }
        catch (NpgsqlException error)
        {
            throw Explain(error, new("the queries of the catalogue"), token);
        }
    }

    private async Task SendAsync(List<SqlStatement> statements, CancellationToken token)
    {
        await using var batch = new NpgsqlBatch(connection, _transaction);
        foreach (var sql in _opening)
        {
            batch.BatchCommands.Add(new(sql));
        }

        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(new(statement.Text));
        }

        if (batch.BatchCommands.Count == 0)
        {
            return;
        }

        await using var watch = Watch();
        try
        {
            await batch.ExecuteNonQueryAsync(token);
            for (var i = 0; i < statements.Count; i++)
            {
                if (statements[i].MustChangeRows && batch.BatchCommands[_opening.Count + i].RecordsAffected == 0)
                {
                    throw StatementFailedException.NoRows(statements[i]);
                }
            }

            _opening.Clear();
        }
        catch (NpgsqlException error)
        {
            var at = error.BatchCommand is { } failed
                ? batch.BatchCommands.IndexOf((NpgsqlBatchCommand)failed) - _opening.Count
                : -1;
            if (at >= 0)
            {
                _opening.Clear();
            }

            throw Explain(
                error,
                at < 0 && _opening.Count > 0 ? new(_opening[0]) : statements[Math.Max(at, 0)],
                token,
                watch?.Seen
            );
        }
    }

    private async Task RunAsync(SqlStatement statement, ExecuteCode code, CancellationToken token)
    {
        const string Number = "SELECT pg_catalog.pg_current_xact_id()::text";
        var number = _transaction is null ? null : (await QueryAsync(Number, row => row.GetString(0), token))[0];
        await using var watch = Watch();
        try
        {
            code.Run(connection, _transaction);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            if (number is not null && await HasEndedAsync(number))
            {
                throw new TransactionEndedException(error);
            }

            if (error is NpgsqlException refused)
            {
                throw Explain(refused, statement, token, watch?.Seen);
            }

            throw;
        }

        if (number is not null && await HasEndedAsync(number))
        {
            throw new TransactionEndedException(null);
        }
    }

    private PostgreSqlLockWatch? Watch() =>
        WaitLimit is { } limit ? new(database.Settings, connection.ProcessID, limit) : null;

    // Whether the transaction that is open is no longer the one with the number.
    private async Task<bool> HasEndedAsync(string number)
    {
        await using var command = new NpgsqlCommand(
            "SELECT pg_catalog.pg_current_xact_id_if_assigned()::text",
            connection
        );
        try
        {
            return await command.ExecuteScalarAsync() as string != number;
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.InFailedSqlTransaction)
        {
            // Which transaction it is that failed is seen once it is rolled back.
            await RollbackAsync();
            command.CommandText = $"SELECT pg_catalog.pg_xact_status('{number}'::xid8) = 'committed'";
            return await command.ExecuteScalarAsync() is true;
        }
        catch (Exception error) when (error is NpgsqlException or InvalidOperationException)
        {
            // Code closed the connection, or left a reader open on it: the server has rolled back what was not
            // committed.
            return false;
        }
    }

    /// <summary>The error that a user sees for one that the driver threw at a statement.</summary>
    internal Exception Explain(
        NpgsqlException error,
        SqlStatement statement,
        CancellationToken token,
        string? inTheWay = null
    ) =>
        error is PostgresException refused && !PostgreSqlErrors.EndsSession(refused)
            ? new StatementFailedException(statement, refused.MessageText, refused.SqlState, refused.Position, refused)
            {
                Details = PostgreSqlErrors.Details(refused, statement.Text, inTheWay),
            }
            : Lost(error, token);

    private Exception Lost(NpgsqlException error, CancellationToken token) =>
        token.IsCancellationRequested
            ? new OperationCanceledException("The run was interrupted.", error, token)
            : new ConnectionFailedException(
                $"The connection to {database.Location} was lost: "
                    + $"{(error as PostgresException)?.MessageText ?? error.Message}. Run again when the server is "
                    + $"back: what was not committed was rolled back.",
                error
            );

    private void End()
    {
        _opening.Clear();
        _local.Clear();
        _transaction?.Dispose();
        Transaction = _transaction = null;
    }
}
