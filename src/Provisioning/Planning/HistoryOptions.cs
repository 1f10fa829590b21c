using Provisioning.Schema;

namespace Provisioning.Planning;

/// <summary>What a run takes as it is in a database's history; by default it refuses what does not fit its
/// migrations.</summary>
public sealed record HistoryOptions
{
    /// <summary>Takes every history as it is, as FluentMigrator does, and compares nothing.</summary>
    public static HistoryOptions Unchecked { get; } = new() { IsUnchecked = true };

    /// <summary>Whether migrations may have been edited since they were applied.</summary>
    public bool AllowEdited { get; init; }

    /// <summary>The edited migrations whose edit is accepted before anything runs: the ledger then says what they
    /// describe now, and notes the earlier checksum, as a repair does. Other edits are refused.</summary>
    public ValueList<long> AcceptedEdits { get; init; } = [];

    /// <summary>Whether versions may be applied that no migration has.</summary>
    public bool AllowUnknown { get; init; }

    /// <summary>Whether another system may have migrated the database.</summary>
    public bool AllowOtherSystem { get; init; }

    /// <summary>What happens to a version below one that is applied; by default it is applied with a warning.</summary>
    public OutOfOrder OutOfOrder { get; init; } = OutOfOrder.Warn;

    /// <summary>Whether nothing is compared.</summary>
    internal bool IsUnchecked { get; init; }
}

/// <summary>What happens to a version below one that is applied.</summary>
public enum OutOfOrder
{
    /// <summary>It is applied, and marked in the ledger.</summary>
    Allow,

    /// <summary>The same, with a warning that names it.</summary>
    Warn,

    /// <summary>The run is refused before anything of it runs.</summary>
    Fail,
}
