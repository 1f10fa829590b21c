using Provisioning.Fleets.Targets;

namespace Provisioning.Fleets.Runs;

/// <summary>The order in which the targets of a fleet are taken: a few first, then wave after wave.</summary>
public sealed record FleetWaves
{
    /// <summary>How many targets the first wave has; 0, the default, for no such wave.</summary>
    public int Canary { get; init; }

    /// <summary>The label of the targets that make the first wave in place of so many; null, the default, for
    /// none.</summary>
    public FleetLabel? CanaryLabel { get; init; }

    /// <summary>How large the waves after it are; null, the default, for one with all that are left.</summary>
    public FleetShare? Size { get; init; }

    /// <summary>The targets in waves. No wave is empty.</summary>
    public IReadOnlyList<IReadOnlyList<FleetTarget>> Of(IReadOnlyList<FleetTarget> targets)
    {
        HashSet<FleetTarget> canaries =
        [
            .. CanaryLabel is { } label ? targets.Where(label.IsOn) : targets.Take(Canary),
        ];
        FleetTarget[] rest = [.. targets.Where(target => !canaries.Contains(target))];
        var size = Math.Max(1, Size?.AtLeast(targets.Count) ?? rest.Length);
        return
        [
            .. canaries.Count == 0 ? [] : new IReadOnlyList<FleetTarget>[] { [.. targets.Where(canaries.Contains)] },
            .. rest.Chunk(size),
        ];
    }

    /// <summary>Whether the first wave is one of canaries.</summary>
    public bool HasCanaries => Canary > 0 || CanaryLabel is not null;
}
