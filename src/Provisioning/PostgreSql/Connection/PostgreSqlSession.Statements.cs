using System.Data.Common;
using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.PostgreSql.Dialect;

namespace Provisioning.PostgreSql.Connection;

/// <content>How statements, queries and code are run, and what their failures say.</content>
internal sealed partial class PostgreSqlSession
{
    /// <inheritdoc />
    public override async Task ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken token)
    {
        await HandOverAsync(statements, token);
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

    /// <summary>Gives the session what statements read that is in no text of theirs, until the transaction ends, or
    /// the session is reset where there is none.</summary>
    internal async Task HandOverAsync(IReadOnlyList<SqlStatement> statements, CancellationToken token)
    {
        foreach (
            var server in statements.Select(statement => statement.Operation).OfType<CreateForeignServer>().Distinct()
        )
        {
            await SendAsync([], token);
            var (setting, value) = PostgreSqlForeignServers.Handed(server, database);
            await QueryAsync(
                $"SELECT pg_catalog.set_config(@p0, @p1, {(Transaction is null ? "false" : "true")})",
                row => row.GetString(0),
                token,
                setting,
                value
            );
        }
    }

    /// <inheritdoc />
    public override async Task RequireAsync(IReadOnlyList<Operation> operations, CancellationToken token)
    {
        await PostgreSqlForeignServers.RequireAsync(this, database, operations, token);
        await PostgreSqlPartitionedTables.RequireAsync(this, operations, token);
    }

    /// <inheritdoc />
    public override Task<long> ChangeAsync(SqlStatement statement, CancellationToken token) =>
        SendAsync([statement], token);

    /// <inheritdoc />
    public override async Task ExecuteAloneAsync(SqlStatement statement, bool isRepeated, CancellationToken token)
    {
        if (await PostgreSqlPartitionedIndex.OfAsync(this, statement, token) is { } partitioned)
        {
            await partitioned.RunAsync(WaitLimit ?? TimeSpan.Zero, isRepeated, token);
            return;
        }

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
            if (PostgreSqlDetach.Of(statement) is not { } detach || !await detach.FinishAsync(this, isRepeated, token))
            {
                await ExecuteAsync([statement], token);
            }
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
    public override async Task<Leftover?> FindUnusableAsync(SqlStatement statement, CancellationToken token) =>
        PostgreSqlIndexBuild.Of(statement) is not { } index ? null
        : await PostgreSqlPartitionedIndex.OfAsync(this, statement, token) is { } partitioned
        && await partitioned.LeftAsync(token) is { } left
            ? left
        : await index.LeftAsync(this, token);

    /// <inheritdoc />
    public override async Task RemoveUnusableAsync(SqlStatement statement, CancellationToken token)
    {
        if (PostgreSqlIndexBuild.Of(statement) is { } index)
        {
            await index.PrepareAsync(this, isRepeated: false, token);
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

        return await ExplainedAsync(
            async () =>
            {
                await using var reader = await command.ExecuteReaderAsync(token);
                var rows = new List<T>();
                while (await reader.ReadAsync(token))
                {
                    rows.Add(read(reader));
                }

                return rows;
            },
            new(sql),
            token
        );
    }

    // How many rows the last of them changed.
    private async Task<long> SendAsync(List<SqlStatement> statements, CancellationToken token)
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
            return 0;
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
            return batch.BatchCommands[^1].RecordsAffected;
        }
        catch (InvalidOperationException error) when (IsBroken)
        {
            throw Lost(error, token);
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

    /// <inheritdoc />
    public override async Task<TimeSpan?> ReplicaLagAsync(CancellationToken token)
    {
        // A role that may not see the others' activity gets rows without what it asks for.
        var seen = await QueryAsync(
            """
            SELECT pg_catalog.count(*) FILTER (WHERE state IS NULL),
                   pg_catalog.max(extract(epoch FROM replay_lag))::float8, current_user::text
            FROM pg_catalog.pg_stat_replication
            """,
            row =>
                (
                    Hidden: row.GetInt64(0),
                    Lag: row.IsDBNull(1) ? (double?)null : row.GetDouble(1),
                    Role: row.GetString(2)
                ),
            token
        );
        return seen[0].Hidden > 0
                ? throw new ProvisioningException(
                    $"How far the replicas of {database.Location} are is not shown to the role {seen[0].Role}. "
                        + $"GRANT pg_monitor TO {seen[0].Role}, or leave out --max-lag."
                )
            : seen[0].Lag is { } lag ? TimeSpan.FromSeconds(lag)
            : null;
    }

    private async Task RunAsync(SqlStatement statement, ExecuteCode code, CancellationToken token)
    {
        const string Number = "SELECT pg_catalog.pg_current_xact_id()::text";
        var number = _transaction is null ? null : (await QueryAsync(Number, row => row.GetString(0), token))[0];
        await using var watch = Watch();
        try
        {
            await using var stop = new PostgreSqlCodeStop(database.Settings, connection.ProcessID, token);
            code.Run(connection, _transaction);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            if (number is not null && await HasEndedAsync(number))
            {
                throw new TransactionEndedException(error);
            }

            if (token.IsCancellationRequested)
            {
                throw new OperationCanceledException("The run was interrupted.", error, token);
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

    private async Task<T> ExplainedAsync<T>(Func<Task<T>> work, SqlStatement statement, CancellationToken token)
    {
        try
        {
            return await work();
        }
        catch (NpgsqlException error)
        {
            throw Explain(error, statement, token);
        }
        catch (InvalidOperationException error) when (IsBroken)
        {
            throw Lost(error, token);
        }
    }

    // The server closed it between two statements.
    private bool IsBroken => connection.FullState is System.Data.ConnectionState.Broken;

    private Exception Lost(Exception error, CancellationToken token) =>
        token.IsCancellationRequested
            ? new OperationCanceledException("The run was interrupted.", error, token)
            : new ConnectionFailedException(
                $"The connection to {database.Location} was lost: "
                    + $"{(error as PostgresException)?.MessageText ?? error.Message}. Run again when the server is "
                    + $"back: what was not committed was rolled back.",
                error
            );
}
