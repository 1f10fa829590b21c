using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.Administration.Retention;

/// <summary>What a rule would do now.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Cutoff">Rows whose moment lies before this one are due.</param>
/// <param name="Due">How many are.</param>
public sealed record RetentionDue(RetentionRule Rule, DateTimeOffset Cutoff, long Due)
{
    /// <summary>The moment of the oldest row, as the engine writes it; null where the table has none.</summary>
    public string? Oldest { get; init; }

    /// <summary>The index that finds the due rows; null where the table is read from end to end.</summary>
    public string? Index { get; init; }

    /// <summary>How many rows the table has, as the engine estimates it, without those of <see
    /// cref="Dropped"/>.</summary>
    public long TableRows { get; init; }

    /// <summary>The partitions of which every row is due: they are dropped as a whole.</summary>
    public IReadOnlyList<ObjectName> Dropped => [.. Parts.Where(part => part.IsPast).Select(part => part.Name)];

    /// <summary>The tables that have the rows of a partitioned one; empty where it has them itself.</summary>
    public IReadOnlyList<RetentionPart> Parts { get; init; } = [];

    /// <summary>What happens to rows of other tables that refer to those that are due.</summary>
    public IReadOnlyList<RetentionEffect> Effects { get; init; } = [];

    /// <summary>Rows that refer to due ones and are to stay: while there are any, the engine refuses to
    /// delete.</summary>
    public IEnumerable<RetentionEffect> Blockers =>
        Effects.Where(effect => effect.Action is ReferentialAction.None or ReferentialAction.Restrict);
}

/// <summary>Rows of another table that refer to due ones.</summary>
/// <param name="Table">The table.</param>
/// <param name="Action">What its foreign key does with them.</param>
/// <param name="Rows">How many there are.</param>
public sealed record RetentionEffect(ObjectName Table, ReferentialAction Action, long Rows);

/// <summary>What a rule has done.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Cutoff">Rows whose moment lay before this one were due.</param>
/// <param name="Deleted">How many rows of its table were deleted.</param>
/// <param name="Batches">In how many transactions.</param>
/// <param name="IsComplete">Whether none that was due is left; some are where the time was up, or another session held
/// them.</param>
public sealed record RetentionResult(
    RetentionRule Rule,
    DateTimeOffset Cutoff,
    long Deleted,
    long Batches,
    bool IsComplete
)
{
    /// <summary>The partitions that were dropped as a whole; their rows count as deleted.</summary>
    public IReadOnlyList<ObjectName> Dropped { get; init; } = [];
}

/// <summary>A table in which a partitioned one keeps rows.</summary>
/// <param name="Name">The partition.</param>
/// <param name="IsPast">Whether every row that it can have is due, and nothing has to see them go: no foreign key that
/// refers to them, no trigger.</param>
public sealed record RetentionPart(ObjectName Name, bool IsPast);

/// <summary>How rows are deleted.</summary>
public sealed record RetentionOptions
{
    /// <summary>How many rows a transaction deletes at most. Default: 1,000.</summary>
    public int Batch { get; init; } = 1000;

    /// <summary>How long to pause between two transactions. Default: not at all.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>After which time no further transaction is begun; null for as long as it takes.</summary>
    public TimeSpan? Until { get; init; }

    /// <summary>How long a statement may wait for a lock, before it fails and is tried again. Default: a
    /// second.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether a large table may be read from end to end where no index finds the due rows.</summary>
    public bool AllowsScan { get; init; }
}

/// <summary>Rules that cannot be kept on this database as it is. Nothing was deleted.</summary>
public sealed class RetentionRefusedException(IReadOnlyList<string> problems)
    : ProvisioningException(string.Join("\n", problems))
{
    /// <summary>All reasons, each with the way out.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
