using Provisioning.Schema;

namespace Provisioning.Differences;

/// <summary>One migration of those that turn one structure into another without keeping readers and writers
/// waiting.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Before">What exists before it.</param>
/// <param name="Up">What it does, in order.</param>
/// <param name="After">What exists after it.</param>
/// <param name="Down">What takes it back, in order; empty where nothing does.</param>
public sealed record DifferenceStep(
    DifferenceStepKind Kind,
    DatabaseModel Before,
    IReadOnlyList<StructureChange> Up,
    DatabaseModel After,
    IReadOnlyList<StructureChange> Down
)
{
    /// <summary>The columns whose rows need values that no one but the author knows.</summary>
    public IReadOnlyList<(ObjectName Table, string Column)> Unfilled { get; init; } = [];

    /// <summary>Whether it runs outside a transaction.</summary>
    public bool IsUntransacted => Kind is DifferenceStepKind.Indexes or DifferenceStepKind.Fill;
}

/// <summary>What a migration of a difference is for, in the order in which they run.</summary>
public enum DifferenceStepKind
{
    /// <summary>All that needs no step of its own. New checks and foreign keys hold for new rows alone.</summary>
    Change,

    /// <summary>Rows that were there get values in new columns, batch by batch.</summary>
    Fill,

    /// <summary>Indexes are built while others write.</summary>
    Indexes,

    /// <summary>Rows that were there are checked.</summary>
    Checks,

    /// <summary>Columns that were checked are set not null, indexes become constraints, and what they replace
    /// goes.</summary>
    Constraints,

    /// <summary>Foreign keys that needed such a constraint are checked.</summary>
    ForeignKeys,
}
