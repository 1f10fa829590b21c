namespace Provisioning.Fleets.Runs;

/// <summary>What came of one target in a run.</summary>
/// <param name="Name">The target.</param>
/// <param name="State">What came of it.</param>
public sealed record FleetOutcome(string Name, OutcomeState State)
{
    /// <summary>The wave that it was in, from 1; 0 where it was in none.</summary>
    public int Wave { get; init; }

    /// <summary>The version that it was at; null where that is not known.</summary>
    public long? From { get; init; }

    /// <summary>The version that it is at; null where that is not known.</summary>
    public long? To { get; init; }

    /// <summary>How many migrations were run.</summary>
    public int Steps { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Tries { get; init; } = 1;

    /// <summary>Why it failed; null where it did not.</summary>
    public FailureKind? Kind { get; init; }

    /// <summary>What it failed with, for people; null where it did not.</summary>
    public string? Message { get; init; }
}
