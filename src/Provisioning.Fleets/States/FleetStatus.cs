namespace Provisioning.Fleets.States;

/// <summary>What is known of all targets that were asked.</summary>
/// <param name="Targets">The targets, in their order.</param>
/// <param name="Groups">Those that could be read, by state; the smallest groups, which are the odd ones, first.</param>
public sealed record FleetStatus(IReadOnlyList<TargetState> Targets, IReadOnlyList<FleetGroup> Groups)
{
    /// <summary>How many targets are in this state.</summary>
    public int Count(TargetCondition condition) => Targets.Count(target => target.Condition == condition);
}
