using System.Data.Common;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Authoring.Hosting;

/// <summary>A session inside a transaction that the program opened: what would be a transaction is a savepoint in it.</summary>
internal sealed class ScopedSession(DatabaseSession session) : DatabaseSession
{
    private const string Savepoint = "provisioning_scope";

    private bool _isInside;

    /// <summary>Whether the transaction is open.</summary>
    public bool IsOpen { get; private set; } = true;

    public override Database Database => session.Database;

    public override DbConnection Connection => session.Connection;

    public override ISchemaState Catalog => session.Catalog;

    public override string? BackendId => session.BackendId;

    public override bool TransactionIsLock => session.TransactionIsLock;

    public override bool IsInTransaction => _isInside && session.IsInTransaction;

    /// <summary>Ends the transaction.</summary>
    /// <param name="isKept">Whether what was done in it stays.</param>
    public async Task EndAsync(bool isKept)
    {
        IsOpen = false;
        if (isKept)
        {
            await session.CommitAsync(CancellationToken.None);
        }
        else
        {
            await session.RollbackAsync();
        }
    }

    public override async Task BeginAsync(TransactionOptions options, CancellationToken token)
    {
        await session.ExecuteAsync($"SAVEPOINT {Savepoint}", token);
        (Transaction, _isInside) = (session.Transaction, true);
    }

    public override Task BeginSnapshotAsync(CancellationToken token) => BeginAsync(TransactionOptions.Default, token);

    public override async Task CommitAsync(CancellationToken token)
    {
        await session.ExecuteAsync($"RELEASE SAVEPOINT {Savepoint}", token);
        (Transaction, _isInside) = (null, false);
    }

    public override async Task RollbackAsync()
    {
        if (IsInTransaction)
        {
            await session.ExecuteAsync([new($"ROLLBACK TO SAVEPOINT {Savepoint}"), new($"RELEASE SAVEPOINT {Savepoint}")], CancellationToken.None);
        }

        (Transaction, _isInside) = (null, false);
    }

    public override Task ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken token) => session.ExecuteAsync(statements, token);

    public override Task<IReadOnlyList<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, CancellationToken token, params object?[] parameters) =>
        session.QueryAsync(sql, read, token, parameters);

    public override Task<IReadOnlySet<ObjectName>> FindTablesAsync(CancellationToken token, params ObjectName[] names) => session.FindTablesAsync(token, names);

    public override Task<string?> TryLockAsync(CancellationToken token) => session.TryLockAsync(token);

    public override Task UnlockAsync() => session.UnlockAsync();

    public override Task<long> WriteAsync(RowSource rows, IProgress<long>? progress, CancellationToken token) => session.WriteAsync(rows, progress, token);

    public override Task<DatabaseModel> InspectAsync(CancellationToken token) => session.InspectAsync(token);

    public override ValueTask DisposeAsync() => session.DisposeAsync();
}
