using System.Data;
using System.Data.Common;
using System.Globalization;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.FleetSimulation;

/// <summary>A connection to a simulated database, which may be lost at any statement.</summary>
/// <param name="database">The database.</param>
internal sealed class SimulatedSession(SimulatedDatabase database) : DatabaseSession
{
    private readonly List<SqlStatement> _pending = [];
    private bool _isOpen;
    private bool _isLost;
    private bool _hasLock;

    /// <inheritdoc />
    public override Database Database => database;

    /// <inheritdoc />
    public override DbConnection Connection => throw new NotSupportedException();

    /// <inheritdoc />
    public override ISchemaState LiveSchema => DatabaseModel.Empty;

    /// <inheritdoc />
    public override string? BackendId => null;

    /// <inheritdoc />
    public override bool TransactionIsLock => false;

    /// <inheritdoc />
    public override bool IsInTransaction => _isOpen;

    /// <inheritdoc />
    public override Task BeginAsync(TransactionOptions options, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        Require(new("BEGIN"));
        lock (database)
        {
            database.Writers++;
        }

        _isOpen = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task BeginSnapshotAsync(CancellationToken token) => throw new NotSupportedException();

    /// <inheritdoc />
    public override Task CommitAsync(CancellationToken token)
    {
        var commit = new SqlStatement("COMMIT");
        if (database.Faults.Draws("lost before its commit", perThousand: 8))
        {
            throw Lose(commit);
        }

        if (!database.Faults.Commit(Keep))
        {
            throw Lose(commit);
        }

        Close();
        return database.Faults.Draws("lost after its commit", perThousand: 8) ? throw Lose(commit) : Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task RollbackAsync()
    {
        Close();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken token)
    {
        foreach (var statement in statements)
        {
            token.ThrowIfCancellationRequested();
            Require(statement);
            if (statement.Text.StartsWith("CREATE TABLE \"item_", StringComparison.Ordinal))
            {
                if (database.IsBroken)
                {
                    throw new StatementFailedException(statement, "a row is in the way", "23514", 0, inner: null);
                }

                if (database.Faults.Draws("deadlock", perThousand: 8))
                {
                    throw new StatementFailedException(statement, "deadlock detected", "40P01", 0, inner: null);
                }
            }

            _pending.Add(statement);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override async Task<long> ChangeAsync(SqlStatement statement, CancellationToken token)
    {
        await ExecuteAsync([statement], token);
        return 0;
    }

    /// <inheritdoc />
    public override async Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        Func<DbDataReader, T> read,
        CancellationToken token,
        params object?[] parameters
    )
    {
        Require(new(sql));
        using var table = new DataTable { Locale = CultureInfo.InvariantCulture };
        table.Columns.Add(null, typeof(long));
        table.Columns.Add(null, typeof(int));
        lock (database)
        {
            foreach (var version in database.Commits.Keys)
            {
                // No more than the version: as another tool has applied it.
                table.Rows.Add(version);
            }
        }

        var rows = new List<T>();
        await using var reader = table.CreateDataReader();
        while (await reader.ReadAsync(token))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <inheritdoc />
    public override Task<IReadOnlySet<ObjectName>> FindTablesAsync(CancellationToken token, params ObjectName[] names)
    {
        Require(new("find tables"));
        return Task.FromResult<IReadOnlySet<ObjectName>>(
            names.Where(name => names.Length > 1 && name.Name != "provisioning_settings").ToHashSet()
        );
    }

    /// <inheritdoc />
    public override Task<string?> TryLockAsync(CancellationToken token)
    {
        Require(new("lock"));
        _hasLock = database.TryLock();
        return Task.FromResult(_hasLock ? null : "another run");
    }

    /// <inheritdoc />
    public override Task UnlockAsync()
    {
        if (_hasLock)
        {
            _hasLock = false;
            database.Unlock();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task<long> WriteAsync(RowSource rows, IProgress<long>? progress, CancellationToken token) =>
        throw new NotSupportedException();

    /// <inheritdoc />
    public override Task<DatabaseModel> InspectAsync(CancellationToken token) => Task.FromResult(DatabaseModel.Empty);

    /// <inheritdoc />
    public override Task<long> BytesAsync(CancellationToken token) => Task.FromResult(0L);

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        Close();
        await UnlockAsync();
    }

    private void Keep()
    {
        lock (database)
        {
            foreach (var version in _pending.Select(statement => Inserted(statement.Text)).OfType<long>())
            {
                database.Commits[version] = database.Commits.GetValueOrDefault(version) + 1;
            }
        }
    }

    private static long? Inserted(string text)
    {
        const string Values = "VALUES (";
        return
            text.StartsWith("INSERT INTO \"VersionInfo\"", StringComparison.Ordinal)
            && text.IndexOf(Values, StringComparison.Ordinal) is >= 0 and var at
            ? long.Parse(
                string.Concat(text[(at + Values.Length)..].TakeWhile(char.IsAsciiDigit)),
                CultureInfo.InvariantCulture
            )
            : null;
    }

    private void Require(SqlStatement statement)
    {
        if (_isLost || database.Faults.IsDead || database.Faults.Draws("lost", perThousand: 0.5))
        {
            throw Lose(statement);
        }
    }

    private StatementFailedException Lose(SqlStatement statement)
    {
        _isLost = true;
        Close();
        return new(statement, "the connection was lost", "08006", 0, inner: null);
    }

    private void Close()
    {
        _pending.Clear();
        if (_isOpen)
        {
            _isOpen = false;
            lock (database)
            {
                database.Writers--;
            }
        }
    }
}
