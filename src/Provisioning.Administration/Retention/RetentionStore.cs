using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Administration.Retention;

/// <summary>How an engine finds and deletes rows by their age.</summary>
/// <param name="session">The database.</param>
public abstract class RetentionStore(DatabaseSession session)
{
    /// <summary>The database.</summary>
    protected DatabaseSession Session => session;

    /// <summary>Why rows of this table cannot be judged by this column; null where they can.</summary>
    public abstract Task<string?> RefusalAsync(Table table, Column column, CancellationToken token);

    /// <summary>Tries to take the lock for deleting rows by age. Null: taken. Otherwise: who holds it, for
    /// messages.</summary>
    public abstract Task<string?> TryLockAsync(CancellationToken token);

    /// <summary>Releases the lock that <see cref="TryLockAsync"/> took.</summary>
    public abstract Task UnlockAsync();

    /// <summary>How many rows the table has, as cheaply as the engine tells.</summary>
    public abstract Task<long> EstimateAsync(ObjectName table, CancellationToken token);

    /// <summary>The condition that a row is due, over parameters <c>@p0</c> and on; NULL counts as never.</summary>
    /// <param name="column">The column, with its qualifier.</param>
    /// <param name="of">Its definition.</param>
    public abstract string Condition(string column, Column of);

    /// <summary>The values of the condition's parameters.</summary>
    public abstract object?[] Parameters(DateTimeOffset cutoff);

    /// <summary>Deletes the oldest due rows in the transaction that is open.</summary>
    /// <param name="table">The table.</param>
    /// <param name="column">The moment that a row's age counts from.</param>
    /// <param name="cutoff">Rows before it are due.</param>
    /// <param name="last">Where the batch before ended; null for the first.</param>
    /// <param name="most">How many rows at most.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <returns>How many were deleted, and where it ended.</returns>
    public abstract Task<(long Deleted, string? Last)> DeleteAsync(
        Table table,
        Column column,
        DateTimeOffset cutoff,
        string? last,
        int most,
        CancellationToken token
    );

    /// <summary>The tables that a partitioned one keeps its rows in; none where it has them itself.</summary>
    /// <param name="table">The table.</param>
    /// <param name="column">The moment that a row's age counts from.</param>
    /// <param name="cutoff">Rows before it are due.</param>
    /// <param name="token">Cancels the operation.</param>
    public virtual Task<IReadOnlyList<RetentionPart>> PartsAsync(
        Table table,
        Column column,
        DateTimeOffset cutoff,
        CancellationToken token
    ) => Task.FromResult<IReadOnlyList<RetentionPart>>([]);

    /// <summary>Drops a partition with all its rows, in the transaction that is open.</summary>
    /// <returns>How many rows it had.</returns>
    public virtual Task<long> DropAsync(ObjectName table, ObjectName partition, CancellationToken token) =>
        throw new NotSupportedException();

    /// <summary>How many rows are due, and the moment of the table's oldest row.</summary>
    public async Task<(long Due, string? Oldest)> CountAsync(
        Table table,
        Column column,
        DateTimeOffset cutoff,
        CancellationToken token
    )
    {
        var (name, quoted) = (session.Database.Dialect.Quote(table.Name), Dialect.Quote(column.Name));
        var due = await session.QueryAsync(
            $"SELECT count(*) FROM {name} WHERE {Condition(quoted, column)}",
            row => row.GetInt64(0),
            token,
            Parameters(cutoff)
        );
        var oldest = await session.QueryAsync(
            $"SELECT CAST(min({quoted}) AS text) FROM {name}",
            row => row.IsDBNull(0) ? null : row.GetString(0),
            token
        );
        return (due[0], oldest[0]);
    }

    /// <summary>Whether any row is due.</summary>
    public async Task<bool> IsAnyDueAsync(Table table, Column column, DateTimeOffset cutoff, CancellationToken token)
    {
        var found = await session.QueryAsync(
            $"SELECT 1 FROM {session.Database.Dialect.Quote(table.Name)} WHERE "
                + $"{Condition(Dialect.Quote(column.Name), column)} LIMIT 1",
            row => row.GetInt32(0),
            token,
            Parameters(cutoff)
        );
        return found.Count > 0;
    }
}
