using System.Data.Common;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Databases;

/// <summary>A connection to a database with at most one transaction open on it. Not for use by several threads at
/// once.</summary>
public abstract class DatabaseSession : IAsyncDisposable
{
    /// <summary>The database that it is connected to.</summary>
    public abstract Database Database { get; }

    /// <summary>The connection, for code that a migration brings.</summary>
    public abstract DbConnection Connection { get; }

    /// <summary>The transaction that is open; null for none.</summary>
    public DbTransaction? Transaction { get; protected set; }

    /// <summary>What exists in the database now, asked of its catalogue with each call.</summary>
    public abstract ISchemaState LiveSchema { get; }

    /// <summary>What identifies this session to the server, so that another can tell whether it still lives; null where
    /// there is no server.</summary>
    public abstract string? BackendId { get; }

    /// <summary>Whether an open transaction is what keeps other runs out, there being no lock that outlives it. What
    /// was read before it opened may then have changed; and as each commit is slow, a database's first run is one
    /// transaction, each migration under a savepoint.</summary>
    public abstract bool TransactionIsLock { get; }

    /// <summary>Whether the transaction begun is still open; an engine may have ended it after an error.</summary>
    public abstract bool IsInTransaction { get; }

    /// <summary>Whether <see cref="SettleAsync"/> does anything.</summary>
    public virtual bool SettlesMigrations => false;

    /// <summary>Checks what a migration's statements put off until it ends, and takes back what they switched. Call it
    /// after them and before the transaction ends.</summary>
    /// <exception cref="StatementFailedException">What one of them put off is not right; roll back.</exception>
    public virtual Task SettleAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>The statements that take back what SQL or code may have left in the session (settings, roles, temporary
    /// tables), before a migration or a seeder; also inside a transaction. The locks of this program stay.</summary>
    public virtual IReadOnlyList<SqlStatement> Reset() => [];

    /// <summary>The statements after which rows of our own are written as the session's first role and in its first
    /// encoding, whatever SQL has set, until the transaction ends.</summary>
    public virtual IReadOnlyList<SqlStatement> ResetLocally => [];

    /// <summary>Opens a transaction that may write.</summary>
    /// <exception cref="LockHeldException">Another writer did not finish within
    /// <see cref="TransactionOptions.LockWait"/>.</exception>
    public abstract Task BeginAsync(TransactionOptions options, CancellationToken token);

    /// <summary>Opens a transaction that only reads, and sees the database as it is at its first query, regardless of
    /// concurrent writes. <see cref="RollbackAsync"/> ends it.</summary>
    public abstract Task BeginSnapshotAsync(CancellationToken token);

    /// <summary>Makes what was done since <see cref="BeginAsync"/> permanent.</summary>
    public abstract Task CommitAsync(CancellationToken token);

    /// <summary>Undoes what was done since <see cref="BeginAsync"/>; does nothing where no transaction is open or the
    /// connection is lost.</summary>
    public abstract Task RollbackAsync();

    /// <summary>Sends the statements in order, as one batch where the engine has batches.</summary>
    /// <exception cref="StatementFailedException">The engine refused one; those after it were not run.</exception>
    public abstract Task ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken token);

    /// <summary>Runs one statement.</summary>
    /// <returns>How many rows it changed.</returns>
    /// <exception cref="StatementFailedException">The engine refused it.</exception>
    public abstract Task<long> ChangeAsync(SqlStatement statement, CancellationToken token);

    /// <summary>How far the slowest replica that is connected lags with applying what this server has written; null
    /// where there is none, or where it has caught up. By default null.</summary>
    /// <exception cref="ProvisioningException">There are replicas, and this role may not see how far they
    /// are.</exception>
    public virtual Task<TimeSpan?> ReplicaLagAsync(CancellationToken token) => Task.FromResult<TimeSpan?>(null);

    /// <summary>Runs a statement outside a transaction. What an earlier attempt at it has left half done (an index that
    /// cannot be used) is removed first; it is not taken for done before what it makes can be used.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="isRepeated">Whether an earlier attempt may have done it, and was not recorded.</param>
    /// <param name="token">Cancels it.</param>
    /// <exception cref="StatementFailedException">The engine refused it.</exception>
    public virtual Task ExecuteAloneAsync(SqlStatement statement, bool isRepeated, CancellationToken token) =>
        ExecuteAsync([statement], token);

    /// <summary>What a statement that stopped outside a transaction and makes something step by step, as an index that
    /// is built concurrently, has left of it; null for a statement of any other kind. By default null.</summary>
    public virtual Task<Leftover?> FindUnusableAsync(SqlStatement statement, CancellationToken token) =>
        Task.FromResult<Leftover?>(null);

    /// <summary>Removes what <see cref="FindUnusableAsync"/> finds, where it cannot be used. By default
    /// nothing.</summary>
    public virtual Task RemoveUnusableAsync(SqlStatement statement, CancellationToken token) => Task.CompletedTask;

    /// <summary>Limits how long a statement outside a transaction may wait for a table, until <see cref="Reset"/>; zero
    /// for no limit. Nothing where the engine has no such limit.</summary>
    public virtual Task LimitLockWaitAsync(TimeSpan limit, CancellationToken token) => Task.CompletedTask;

    /// <summary>Makes sure, before anything runs, that operations find what is neither in them nor in the structure: an
    /// extension that the server's machine has, a variable that names another server. By default they need
    /// nothing.</summary>
    /// <exception cref="ProvisioningException">Something is missing; the message has the way out.</exception>
    public virtual Task RequireAsync(IReadOnlyList<Operation> operations, CancellationToken token) =>
        Task.CompletedTask;

    /// <summary>Reads the rows of a query whose values are sent as parameters named <c>@p0</c>, <c>@p1</c> ….</summary>
    /// <exception cref="StatementFailedException">The engine refused it.</exception>
    public abstract Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        Func<DbDataReader, T> read,
        CancellationToken token,
        params object?[] parameters
    );

    /// <summary>Which of the tables exist; a name without a schema is in the default one.</summary>
    public abstract Task<IReadOnlySet<ObjectName>> FindTablesAsync(CancellationToken token, params ObjectName[] names);

    /// <summary>The tables that have rows on other servers, each with its parts whose own rows are in this database. By
    /// default none.</summary>
    internal virtual Task<IReadOnlyDictionary<ObjectName, IReadOnlyList<ObjectName>>> FindSpreadTablesAsync(
        CancellationToken token
    ) =>
        Task.FromResult<IReadOnlyDictionary<ObjectName, IReadOnlyList<ObjectName>>>(
            new Dictionary<ObjectName, IReadOnlyList<ObjectName>>()
        );

    /// <summary>Tries to take the lock for migrating this database. Null: taken. Otherwise: who holds it, for
    /// messages.</summary>
    public abstract Task<string?> TryLockAsync(CancellationToken token);

    /// <summary>Releases the lock that <see cref="TryLockAsync"/> took.</summary>
    public abstract Task UnlockAsync();

    /// <summary>Adds rows in bulk, in the transaction that is open. Rows whose key is there already are left
    /// out.</summary>
    /// <returns>How many rows were added.</returns>
    /// <exception cref="StatementFailedException">The engine refused a row; roll back, so that none is
    /// added.</exception>
    public abstract Task<long> WriteAsync(RowSource rows, IProgress<long>? progress, CancellationToken token);

    /// <summary>Puts off the checks of the tables' foreign keys to the end of the transaction that is open. By default
    /// they are checked as ever.</summary>
    /// <returns>The statements that check them, and leave the keys as they were; to be run before the transaction
    /// ends.</returns>
    /// <exception cref="StatementFailedException">This role may not.</exception>
    public virtual Task<IReadOnlyList<SqlStatement>> DeferForeignKeysAsync(
        IReadOnlyList<ObjectName> tables,
        CancellationToken token
    ) => Task.FromResult<IReadOnlyList<SqlStatement>>([]);

    /// <summary>Reads the whole structure from the catalogue, our own tables left out.</summary>
    public abstract Task<DatabaseModel> InspectAsync(CancellationToken token);

    /// <summary>Reads from the catalogue what <see cref="InspectAsync"/> has no place for. By default
    /// nothing.</summary>
    public virtual Task<UnmodelledStructure> InspectUnmodelledAsync(CancellationToken token) =>
        Task.FromResult(new UnmodelledStructure());

    /// <summary>The statements that give roles what they may do beyond what each kind of object allows by default, and
    /// objects their owners where those are others than this role, in the order in which they can run. By default
    /// none.</summary>
    public virtual Task<IReadOnlyList<string>> PrivilegesAsync(CancellationToken token) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>The tables, views, indexes and sequences that there are now. Waits for no lock. By default
    /// none.</summary>
    public virtual Task<IReadOnlyList<RelationEntry>> RelationsAsync(CancellationToken token) =>
        Task.FromResult<IReadOnlyList<RelationEntry>>([]);

    /// <summary>The tables of all schemas, or of its own where the database is one schema, with the names of their
    /// columns, our own tables and those that this role may not read among them. By default none.</summary>
    public virtual Task<IReadOnlyList<TableColumns>> TableColumnsAsync(CancellationToken token) =>
        Task.FromResult<IReadOnlyList<TableColumns>>([]);

    /// <summary>The number that the database's file keeps for the application; 0 where it has none. By default
    /// 0.</summary>
    public virtual Task<long> UserVersionAsync(CancellationToken token) => Task.FromResult(0L);

    /// <summary>The bytes that the database takes on disk, its indexes with it.</summary>
    public abstract Task<long> BytesAsync(CancellationToken token);

    /// <summary>The table with its size, counted where it is small. One that others have locked is waited for no longer
    /// than a second, and then stays as it is. By default it does.</summary>
    public virtual Task<RelationEntry> MeasureAsync(RelationEntry table, CancellationToken token) =>
        Task.FromResult(table);

    /// <summary>What would be in the way of a run that takes these locks now; null where the engine has no way to tell.
    /// By default null.</summary>
    /// <param name="locks">The locks.</param>
    /// <param name="rewrites">How many bytes the run rewrites.</param>
    /// <param name="token">Cancels the operation.</param>
    public virtual Task<IReadOnlyList<Obstacle>?> ObstaclesAsync(
        IReadOnlyList<TableLock> locks,
        long rewrites,
        CancellationToken token
    ) => Task.FromResult<IReadOnlyList<Obstacle>?>(null);

    /// <summary>The statements that make this database's structure as the engine itself keeps them; null where it keeps
    /// none. By default null.</summary>
    public virtual Task<IReadOnlyList<string>?> DeclarationsAsync(CancellationToken token) =>
        Task.FromResult<IReadOnlyList<string>?>(null);

    /// <summary>Watches statements that are run over this session, to a temporary database; null where the engine has
    /// no way to. By default null.</summary>
    public virtual StatementObserver? Observe() => null;

    /// <summary>The expressions of a structure as this database's server prints them when it has read them, so that two
    /// texts of one expression become the same; one that it cannot read stays as it is. Locks the tables that they are
    /// of while it works, and changes nothing. By default they stay as they are.</summary>
    public virtual Task<IReadOnlyList<string>> ReparseAsync(
        IReadOnlyList<StructureExpression> expressions,
        CancellationToken token
    ) => Task.FromResult<IReadOnlyList<string>>([.. expressions.Select(expression => expression.Sql)]);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    /// <summary>Runs one statement of our own.</summary>
    public Task ExecuteAsync(string sql, CancellationToken token) => ExecuteAsync([new(sql)], token);
}

/// <summary>How a transaction behaves.</summary>
/// <param name="IsDurable">Whether it is on disk when its commit returns. One that is not is never seen half done, and
/// is on disk at the latest with the next one that is.</param>
/// <param name="LockTimeout">How long one statement may wait for a table before it gives up with SQLSTATE 55P03; zero
/// for as long as it takes.</param>
/// <param name="LockWait">How long to wait for another writer where the transaction is the lock.</param>
public sealed record TransactionOptions(bool IsDurable, TimeSpan LockTimeout, TimeSpan LockWait)
{
    /// <summary>On disk at its commit; waits for tables as long as it takes, and for another writer a minute.</summary>
    public static TransactionOptions Default { get; } = new(IsDurable: true, TimeSpan.Zero, TimeSpan.FromMinutes(1));

    /// <summary>How long one statement may run; zero for no limit of ours. PostgreSQL only.</summary>
    public TimeSpan StatementTimeout { get; init; }

    /// <summary>How long the transaction may wait for its next statement; zero for no limit of ours. PostgreSQL
    /// only.</summary>
    public TimeSpan IdleTimeout { get; init; }
}

/// <summary>What a statement has left that makes something step by step.</summary>
/// <param name="Name">What it is called; null where nothing is left.</param>
/// <param name="Problem">Why it is not known to be the statement's, or cannot be removed, as a sentence without its
/// full stop; null where it can.</param>
public sealed record Leftover(string? Name, string? Problem);
