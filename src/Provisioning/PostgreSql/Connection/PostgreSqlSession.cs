using System.Data.Common;
using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.PostgreSql.Rows;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Connection;

/// <summary>A connection to a PostgreSQL database.</summary>
internal sealed partial class PostgreSqlSession(PostgreSqlDatabase database, NpgsqlConnection connection)
    : DatabaseSession
{
    // What holds for the transaction that is open, and what of it the server has not got yet.
    private readonly List<string> _local = [];
    private readonly List<string> _opening = [];
    private NpgsqlTransaction? _transaction;

    // How many milliseconds a statement outside a transaction may wait for a table.
    private string _limit = "0";

    // How long a statement of the transaction that is open may.
    private TimeSpan _wait;

    private PostgreSqlRunLock Lock => field ??= new(this, database.HasOwnSchema ? database.Schema : null);

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
    public override IReadOnlyList<SqlStatement> Reset() =>
        [.. PostgreSqlSessionState.Reset(SearchPath), .. Lock.Retake, .. _local.Select(sql => new SqlStatement(sql))];

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

        foreach (
            var (setting, limit) in (ReadOnlySpan<(string, TimeSpan)>)
                [
                    ("lock_timeout", options.LockTimeout),
                    ("statement_timeout", options.StatementTimeout),
                    ("idle_in_transaction_session_timeout", options.IdleTimeout),
                ]
        )
        {
            if (limit > TimeSpan.Zero)
            {
                _local.Add($"SET LOCAL {setting} = {(long)limit.TotalMilliseconds}");
            }
        }

        _wait = options.LockTimeout;
        _opening.AddRange(_local);

        await OpenTransactionAsync(System.Data.IsolationLevel.Unspecified, token);
    }

    /// <inheritdoc />
    public override async Task BeginSnapshotAsync(CancellationToken token)
    {
        await OpenTransactionAsync(System.Data.IsolationLevel.RepeatableRead, token);
        // A row that a policy would hide is an error instead of being left out.
        await ExecuteAsync([new("SET TRANSACTION READ ONLY"), new("SET LOCAL row_security = off")], token);
    }

    private async Task OpenTransactionAsync(System.Data.IsolationLevel level, CancellationToken token) =>
        Transaction = _transaction = await ExplainedAsync(
            () => connection.BeginTransactionAsync(level, token).AsTask(),
            new("BEGIN"),
            token
        );

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
    internal override Task<IReadOnlyDictionary<ObjectName, IReadOnlyList<ObjectName>>> FindSpreadTablesAsync(
        CancellationToken token
    ) => PostgreSqlForeignServers.FindSpreadTablesAsync(this, database.Schema, token);

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
            return await ExplainedAsync(
                () => PostgreSqlRowWriter.WriteAsync(connection, database.Dialect, rows, progress, token),
                new($"COPY {rows.Table}"),
                token
            );
        }
        catch (StatementFailedException error)
            when (error.InnerException is PostgresException ended && PostgreSqlErrors.EndsSession(ended))
        {
            throw Lost(ended, token);
        }
    }

    /// <inheritdoc />
    public override async Task<IReadOnlyList<SqlStatement>> DeferForeignKeysAsync(
        IReadOnlyList<ObjectName> tables,
        CancellationToken token
    )
    {
        var quoted = tables.Select(database.Dialect.Quote).ToList();
        var names = string.Join(", ", quoted.Select(name => $"{PostgreSqlName.Literal(name)}::regclass"));
        var keys = await QueryAsync(
            "SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_catalog.pg_constraint "
                + $"WHERE contype = 'f' AND NOT condeferrable AND conparentid = 0 AND conrelid IN ({names}) "
                + "ORDER BY 1, 2",
            row => $"ALTER TABLE {row.GetString(0)} ALTER CONSTRAINT {row.GetString(1)} ",
            token
        );
        await ExecuteAsync(
            [
                .. keys.Select(key => new SqlStatement($"{key}DEFERRABLE INITIALLY DEFERRED")),
                new("SET CONSTRAINTS ALL DEFERRED"),
            ],
            token
        );
        return [new("SET CONSTRAINTS ALL IMMEDIATE"), .. keys.Select(key => new SqlStatement($"{key}NOT DEFERRABLE"))];
    }

    /// <inheritdoc />
    public override StatementObserver Observe() => new PostgreSqlObserver(this, database);

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await RollbackAsync();
        await connection.DisposeAsync();
    }

    private void End()
    {
        _opening.Clear();
        _local.Clear();
        _transaction?.Dispose();
        Transaction = _transaction = null;
    }
}
