using Provisioning.Dialects;

namespace Provisioning.Databases;

/// <summary>Runs statements in a temporary copy of a database, and watches what each does. Not for use by several
/// threads at once.</summary>
public abstract class StatementObserver : IAsyncDisposable
{
    /// <summary>Begins a migration.</summary>
    /// <param name="isTransactional">Whether it is one transaction.</param>
    /// <param name="token">Cancels the operation.</param>
    public abstract Task BeginAsync(bool isTransactional, CancellationToken token);

    /// <summary>Runs statements that are alike together. Ones that fail leave nothing behind where the migration is a
    /// transaction, and the next may be run.</summary>
    /// <param name="statements">The statements, which do the same; at least one.</param>
    /// <param name="expected">What each should do: what only shows where there are rows is taken from here.</param>
    /// <param name="token">Cancels the operation.</param>
    public abstract Task<Observation> RunAsync(
        IReadOnlyList<SqlStatement> statements,
        StatementFacts expected,
        CancellationToken token
    );

    /// <summary>Ends the migration, so that the next one finds what it made.</summary>
    public abstract Task EndAsync(CancellationToken token);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}

/// <summary>What was seen of a statement.</summary>
/// <param name="Facts">What it does.</param>
/// <param name="Reason">Why it was not watched, as part of a sentence; null where it was.</param>
public sealed record Observation(StatementFacts Facts, string? Reason = null);
