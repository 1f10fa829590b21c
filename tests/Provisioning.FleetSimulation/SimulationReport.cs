namespace Provisioning.FleetSimulation;

/// <summary>What came of a simulation.</summary>
/// <param name="Duration">How long its three runs took.</param>
/// <param name="DoneAtKill">How many targets the first run had reported as done when it was killed.</param>
/// <param name="Done">How many targets have every migration at the end.</param>
/// <param name="Failed">How many the last run reported as failed.</param>
/// <param name="Hopeless">How many could not be migrated at all: unreachable, or with a row in the way.</param>
/// <param name="Problems">What would be a defect: applied twice, or not done and not reported.</param>
public sealed record SimulationReport(
    TimeSpan Duration,
    int DoneAtKill,
    int Done,
    int Failed,
    int Hopeless,
    IReadOnlyList<string> Problems
)
{
    /// <summary>How many faults there were, by kind.</summary>
    public IReadOnlyDictionary<string, int> Faults { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);
}
