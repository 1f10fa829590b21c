using System.Data.Common;
using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.PostgreSql.Inspection;
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
    public override IReadOnlyList<SqlStatement> Reset() =>
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

    private async Task OpenTransactionAsync(System.Data.IsolationLevel level, CancellationToken token)
    {
        try
        {
            Transaction = _transaction = await connection.BeginTransactionAsync(level, token);
        }
        catch (InvalidOperationException error) when (IsBroken)
        {
            throw Lost(error, token);
        }
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
    public override Task<DatabaseModel> InspectAsync(CancellationToken token) =>
        CatalogueAsync(PostgreSqlInspector.InspectAsync, token);

    /// <inheritdoc />
    public override Task<UnmodelledStructure> InspectUnmodelledAsync(CancellationToken token) =>
        CatalogueAsync(PostgreSqlInspector.InspectUnmodelledAsync, token);

    /// <inheritdoc />
    public override Task<IReadOnlyList<string>> PrivilegesAsync(CancellationToken token) =>
        QueryAsync(PostgreSqlPrivileges.Query, row => row.GetString(1), token);

    /// <inheritdoc />
    public override Task<IReadOnlyList<string>> ReparseAsync(
        IReadOnlyList<StructureExpression> expressions,
        CancellationToken token
    ) => new PostgreSqlExpressions(this, database.Schema).ReparseAsync(expressions, token);

    /// <inheritdoc />
    public override Task<IReadOnlyList<RelationEntry>> RelationsAsync(CancellationToken token) =>
        QueryAsync(
            """
            SELECT nullif(n.nspname::text, @p0), c.relname::text,
                   CASE WHEN c.reltuples >= 0 THEN c.reltuples::bigint END,
                   CASE WHEN p.oid IS NOT NULL THEN nullif(pn.nspname::text, @p0) END, p.relname::text,
                   pg_catalog.pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT', c.relkind = 'p'
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_catalog.pg_inherits h ON h.inhrelid = c.oid AND h.inhseqno = 1
            LEFT JOIN pg_catalog.pg_class p ON p.oid = h.inhparent
            LEFT JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
            WHERE n.nspname <> 'information_schema' AND n.nspname::text NOT LIKE 'pg\_%'
            """,
            row => new RelationEntry(
                new(row.IsDBNull(0) ? null : row.GetString(0), row.GetString(1)),
                row.IsDBNull(2) ? null : row.GetInt64(2),
                Bytes: null
            )
            {
                Parent = row.IsDBNull(4) ? null : new(row.IsDBNull(3) ? null : row.GetString(3), row.GetString(4)),
                IsDefault = !row.IsDBNull(5) && row.GetBoolean(5),
                IsPartitioned = row.GetBoolean(6),
            },
            token,
            database.Schema
        );

    /// <inheritdoc />
    public override async Task<IReadOnlyList<TableColumns>> TableColumnsAsync(CancellationToken token) =>
        TableColumns.Of(
            await QueryAsync(
                """
                SELECT nullif(n.nspname::text, @p0), c.relname::text, a.attname::text
                FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname <> 'information_schema'
                    AND n.nspname::text NOT LIKE 'pg\_%'
                ORDER BY n.nspname, c.relname, a.attnum
                """,
                row => (new ObjectName(row.IsDBNull(0) ? null : row.GetString(0), row.GetString(1)), row.GetString(2)),
                token,
                database.Schema
            )
        );

    /// <inheritdoc />
    public override async Task<long> BytesAsync(CancellationToken token) =>
        (
            await QueryAsync(
                "SELECT pg_catalog.pg_database_size(pg_catalog.current_database())",
                row => row.GetInt64(0),
                token
            )
        )[0];

    /// <inheritdoc />
    public override async Task<RelationEntry> MeasureAsync(RelationEntry table, CancellationToken token)
    {
        const int Small = 8 << 20;
        var name = database.Dialect.Quote(table.Name);
        await BeginAsync(TransactionOptions.Default with { LockTimeout = TimeSpan.FromSeconds(1) }, token);
        try
        {
            // Rows that a policy hides are rows.
            await ExecuteAsync("SET LOCAL row_security = off", token);
            var found = await QueryAsync(
                $"""
                SELECT s.bytes, CASE WHEN s.bytes < {Small} THEN (SELECT count(*) FROM {name}) END
                FROM (SELECT pg_catalog.pg_total_relation_size({PostgreSqlName.Literal(name)}::regclass)) AS s(bytes)
                """,
                row => (Bytes: row.GetInt64(0), Rows: row.IsDBNull(1) ? (long?)null : row.GetInt64(1)),
                token
            );
            return table with { Bytes = found[0].Bytes, Rows = found[0].Rows ?? table.Rows };
        }
        catch (StatementFailedException)
        {
            // Others have locked it, or this role may not read it.
            return table;
        }
        finally
        {
            await RollbackAsync();
        }
    }

    /// <inheritdoc />
    public override async Task<IReadOnlyList<Obstacle>?> ObstaclesAsync(
        IReadOnlyList<TableLock> locks,
        long rewrites,
        CancellationToken token
    ) => await new PostgreSqlObstacles(this, database).FindAsync(locks, rewrites, token);

    /// <inheritdoc />
    public override async Task<IReadOnlyList<string>?> DeclarationsAsync(CancellationToken token)
    {
        await BeginAsync(TransactionOptions.Default, token);
        try
        {
            await ExecuteAsync(PostgreSqlDeclarations.Prepare, token);
            return await QueryAsync(PostgreSqlDeclarations.Query, row => row.GetString(0), token);
        }
        finally
        {
            await RollbackAsync();
        }
    }

    /// <inheritdoc />
    public override StatementObserver Observe() => new PostgreSqlObserver(this, database);

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
        catch (InvalidOperationException error) when (IsBroken)
        {
            throw Lost(error, token);
        }
    }

    private void End()
    {
        _opening.Clear();
        _local.Clear();
        _transaction?.Dispose();
        Transaction = _transaction = null;
    }
}
