using Provisioning.Fleets.Targets;
using Provisioning.Ledger;
using Provisioning.Planning;

namespace Provisioning.Fleets.States;

/// <summary>The targets whose ledgers say the same, so that a run does the same to each.</summary>
/// <param name="Targets">The targets, in the order of the fleet.</param>
/// <param name="Ledger">What the ledger of the first of them says.</param>
/// <param name="Versions">Every version that it or the migrations know.</param>
public sealed record FleetGroup(
    IReadOnlyList<FleetTarget> Targets,
    LedgerState Ledger,
    IReadOnlyList<VersionStatus> Versions
)
{
    /// <summary>What a run would do to each; null where it would be refused.</summary>
    public MigrationPlan? Plan { get; init; }

    /// <summary>Why a run would be refused on the first of them; null where it would not.</summary>
    public string? Refusal { get; init; }

    /// <summary>Which migrations they have.</summary>
    public TargetCondition Condition =>
        Plan is null ? TargetCondition.Refused
        : Plan.Steps.Count + Plan.AcceptedEdits.Count > 0 ? TargetCondition.Pending
        : TargetCondition.Current;

    /// <summary>How many migrations are pending.</summary>
    public int Pending => Versions.Count(version => version.State is VersionState.Pending);

    /// <summary>Why a run would be refused on one of them.</summary>
    internal string? RefusalOf(FleetTarget target) =>
        Refusal?.Replace(Targets[0].Database.Location, target.Database.Location, StringComparison.Ordinal);
}
