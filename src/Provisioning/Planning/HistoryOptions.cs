namespace Provisioning.Planning;

/// <summary>What a run takes as it is in a database's history; by default it refuses what does not fit its
/// migrations.</summary>
public sealed record HistoryOptions
{
    /// <summary>Takes every history as it is, as FluentMigrator does, and compares nothing.</summary>
    public static HistoryOptions Unchecked { get; } = new() { IsUnchecked = true };

    /// <summary>Whether migrations may have been edited since they were applied.</summary>
    public bool AllowEdited { get; init; }

    /// <summary>Whether versions may be applied that no migration has.</summary>
    public bool AllowUnknown { get; init; }

    /// <summary>Whether another system may have migrated the database.</summary>
    public bool AllowOtherSystem { get; init; }

    /// <summary>Whether a version below one that is applied is refused; by default it is applied, and marked in the
    /// ledger.</summary>
    public bool RefuseOutOfOrder { get; init; }

    /// <summary>Whether nothing is compared.</summary>
    internal bool IsUnchecked { get; init; }
}
