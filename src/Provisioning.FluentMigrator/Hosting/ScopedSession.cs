using System.Data.Common;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Authoring.Hosting;

/// <summary>A session inside a transaction that the program opened: what would be a transaction is a savepoint in
/// it.</summary>
internal sealed class ScopedSession : DatabaseSession
{
    private const string Savepoint = "provisioning_scope";

    private readonly DatabaseSession _session;
    private bool _isInside;

    /// <summary>The session, whose transaction is open.</summary>
    public ScopedSession(DatabaseSession session)
    {
        _session = session;
        Transaction = session.Transaction;
    }

    /// <summary>Whether the transaction is open.</summary>
    public bool IsOpen { get; private set; } = true;

    public override Database Database => _session.Database;

    public override DbConnection Connection => _session.Connection;

    public override ISchemaState LiveSchema => _session.LiveSchema;

    public override string? BackendId => _session.BackendId;

    public override bool TransactionIsLock => _session.TransactionIsLock;

    public override bool IsInTransaction => _isInside && _session.IsInTransaction;

    /// <summary>Ends the transaction.</summary>
    /// <param name="isKept">Whether what was done in it stays.</param>
    public async Task EndAsync(bool isKept)
    {
        IsOpen = false;
        if (isKept)
        {
            await _session.CommitAsync(CancellationToken.None);
        }
        else
        {
            await _session.RollbackAsync();
        }
    }

    public override async Task BeginAsync(TransactionOptions options, CancellationToken token)
    {
        await _session.ExecuteAsync($"SAVEPOINT {Savepoint}", token);
        _isInside = true;
    }

    public override Task BeginSnapshotAsync(CancellationToken token) => BeginAsync(TransactionOptions.Default, token);

    public override async Task CommitAsync(CancellationToken token)
    {
        await _session.ExecuteAsync($"RELEASE SAVEPOINT {Savepoint}", token);
        _isInside = false;
    }

    public override async Task RollbackAsync()
    {
        if (IsInTransaction)
        {
            await _session.ExecuteAsync(
                [new($"ROLLBACK TO SAVEPOINT {Savepoint}"), new($"RELEASE SAVEPOINT {Savepoint}")],
                CancellationToken.None
            );
        }

        _isInside = false;
    }

    public override Task ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken token) =>
        _session.ExecuteAsync(statements, token);

    public override Task<long> ChangeAsync(SqlStatement statement, CancellationToken token) =>
        _session.ChangeAsync(statement, token);

    public override Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        Func<DbDataReader, T> read,
        CancellationToken token,
        params object?[] parameters
    ) => _session.QueryAsync(sql, read, token, parameters);

    public override Task<IReadOnlySet<ObjectName>> FindTablesAsync(
        CancellationToken token,
        params ObjectName[] names
    ) => _session.FindTablesAsync(token, names);

    public override Task<string?> TryLockAsync(CancellationToken token) => _session.TryLockAsync(token);

    public override Task UnlockAsync() => _session.UnlockAsync();

    public override Task<long> WriteAsync(RowSource rows, IProgress<long>? progress, CancellationToken token) =>
        _session.WriteAsync(rows, progress, token);

    public override Task<DatabaseModel> InspectAsync(CancellationToken token) => _session.InspectAsync(token);

    public override Task<long> BytesAsync(CancellationToken token) => _session.BytesAsync(token);

    public override ValueTask DisposeAsync() => _session.DisposeAsync();
}
