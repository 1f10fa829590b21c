namespace Provisioning.Fleets.Runs;

/// <summary>What came of a run over a fleet.</summary>
/// <param name="Outcomes">What came of each target, in the order of the fleet.</param>
public sealed record FleetRunReport(IReadOnlyList<FleetOutcome> Outcomes)
{
    /// <summary>Why no more targets were begun, as a sentence without its full stop; null where all had their
    /// turn.</summary>
    public string? Stopped { get; init; }

    /// <summary>Whether it was interrupted.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>How many came to that.</summary>
    public int Count(OutcomeState state) => Outcomes.Count(outcome => outcome.State == state);
}
