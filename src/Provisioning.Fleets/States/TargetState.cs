using Provisioning.Fleets.Targets;

namespace Provisioning.Fleets.States;

/// <summary>What is known of one target.</summary>
/// <param name="Target">The target.</param>
/// <param name="Condition">Which migrations it has, in a word.</param>
public sealed record TargetState(FleetTarget Target, TargetCondition Condition)
{
    /// <summary>Those that are in the same state; null where its ledger could not be read.</summary>
    public FleetGroup? Group { get; init; }

    /// <summary>What is wrong with it; null for nothing.</summary>
    public ProvisioningException? Problem { get; init; }

    /// <summary>The version that it is at; 0 for none, null where that is not known.</summary>
    public long? Version => Group?.Ledger.Current;
}
