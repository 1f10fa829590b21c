using System.Data.Common;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;

namespace Provisioning.Tests.Execution;

/// <summary>A session without a database: writes down what it is asked to do, and fails where a test says so.</summary>
internal sealed class FakeSession : DatabaseSession
{
    private readonly List<SqlStatement> _pending = [];
    private bool _isOpen;

    /// <summary>What was asked for, in order: LOCK, BEGIN, statements, COMMIT, ROLLBACK, UNLOCK. Without what goes into
    /// the history, and the transactions of that alone.</summary>
    public List<string> Log { get; } = [];

    /// <summary>What was applied before and is applied now.</summary>
    public FakeLedger Ledger { get; } = new();

    /// <summary>Called before each statement is run; returns the error that it ends with, or null.</summary>
    public Func<SqlStatement, Exception?> Failure { get; set; } = _ => null;

    /// <summary>Who holds the lock, one for each attempt to take it; empty for a lock that is free.</summary>
    public Queue<string> Holders { get; } = [];

    /// <summary>How each transaction was opened, those of the history alone left out.</summary>
    public List<TransactionOptions> Transactions { get; } = [];

    public override Database Database { get; } = new FakeDatabase(new PostgreSqlDialect());

    public override DbConnection Connection => throw new NotSupportedException();

    public override ISchemaState LiveSchema => DatabaseModel.Empty;

    public override string? BackendId => "7";

    public override bool TransactionIsLock => IsLockedByTransaction;

    /// <summary>What <see cref="TransactionIsLock"/> is.</summary>
    public bool IsLockedByTransaction { get; init; }

    public override bool IsInTransaction => _isOpen;

    /// <summary>The refusal of a statement with a code.</summary>
    public static StatementFailedException Refuse(SqlStatement statement, string code) =>
        new(statement, "refused", code, 0, new InvalidOperationException());

    /// <summary>Fails the first so many times that a statement with the text is run.</summary>
    public void FailOn(string text, string code = "42601", int times = int.MaxValue) =>
        Failure = statement => statement.Text == text && times-- > 0 ? Refuse(statement, code) : null;

    public override Task BeginAsync(TransactionOptions options, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        Log.Add("BEGIN");
        Transactions.Add(options);
        _isOpen = true;
        return Task.CompletedTask;
    }

    public override Task BeginSnapshotAsync(CancellationToken token) => throw new NotSupportedException();

    public override Task CommitAsync(CancellationToken token)
    {
        if (_pending.Count > 0 && _pending.TrueForAll(FakeLedger.IsHistory))
        {
            Log.RemoveAt(Log.LastIndexOf("BEGIN"));
            Transactions.RemoveAt(Transactions.Count - 1);
        }
        else
        {
            Log.Add("COMMIT");
        }

        Ledger.Commit(_pending);
        _pending.Clear();
        _isOpen = false;
        return Task.CompletedTask;
    }

    public override Task RollbackAsync()
    {
        if (_isOpen)
        {
            Log.Add("ROLLBACK");
        }

        _pending.Clear();
        _isOpen = false;
        return Task.CompletedTask;
    }

    public override Task ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken token)
    {
        foreach (var statement in statements)
        {
            token.ThrowIfCancellationRequested();
            if (Failure(statement) is { } error)
            {
                return Task.FromException(error);
            }

            if (!FakeLedger.IsHistory(statement))
            {
                Log.Add(FakeLedger.Brief(statement));
            }

            _pending.Add(statement);
        }

        return Task.CompletedTask;
    }

    public override async Task<long> ChangeAsync(SqlStatement statement, CancellationToken token)
    {
        await ExecuteAsync([statement], token);
        return 0;
    }

    public override Task ExecuteAloneAsync(SqlStatement statement, bool isRepeated, CancellationToken token)
    {
        if (isRepeated)
        {
            Log.Add("REPEATED");
        }

        return ExecuteAsync([statement], token);
    }

    public override Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        Func<DbDataReader, T> read,
        CancellationToken token,
        params object?[] parameters
    ) =>
        Task.FromResult(
            sql.StartsWith("SELECT sql", StringComparison.Ordinal) ? Ledger.ReadKept(read) : Ledger.Read(read)
        );

    public override Task<IReadOnlySet<ObjectName>> FindTablesAsync(
        CancellationToken token,
        params ObjectName[] names
    ) =>
        // A run that failed asks for the history alone, and adds nothing where there is none.
        Task.FromResult<IReadOnlySet<ObjectName>>(
            names.Where(name => names.Length > 1 && name.Name != "provisioning_settings").ToHashSet()
        );

    public override Task<string?> TryLockAsync(CancellationToken token)
    {
        var holder = Holders.TryDequeue(out var other) ? other : null;
        Log.Add(holder is null ? "LOCK" : $"LOCKED BY {holder}");
        return Task.FromResult(holder);
    }

    public override Task UnlockAsync()
    {
        Log.Add("UNLOCK");
        return Task.CompletedTask;
    }

    public override Task<long> WriteAsync(RowSource rows, IProgress<long>? progress, CancellationToken token) =>
        throw new NotSupportedException();

    public override Task<DatabaseModel> InspectAsync(CancellationToken token) => Task.FromResult(DatabaseModel.Empty);

    public override Task<long> BytesAsync(CancellationToken token) => Task.FromResult(0L);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
