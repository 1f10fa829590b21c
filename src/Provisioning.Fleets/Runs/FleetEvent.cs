namespace Provisioning.Fleets.Runs;

/// <summary>An event of a run over a fleet. Those of targets side by side come in the order in which they
/// happen.</summary>
public abstract record FleetEvent
{
    /// <summary>A wave begins.</summary>
    /// <param name="Number">Its number, from 1.</param>
    /// <param name="Of">How many there are.</param>
    /// <param name="Targets">How many targets it has.</param>
    /// <param name="IsCanary">Whether it is the one of canaries.</param>
    public sealed record WaveStarted(int Number, int Of, int Targets, bool IsCanary) : FleetEvent;

    /// <summary>Something came of a target.</summary>
    /// <param name="Outcome">What.</param>
    public sealed record TargetEnded(FleetOutcome Outcome) : FleetEvent;

    /// <summary>A target is tried again after a pause, as nothing is wrong with it.</summary>
    /// <param name="Name">The target.</param>
    /// <param name="Reason">What it failed with.</param>
    /// <param name="Pause">The pause.</param>
    public sealed record Retrying(string Name, string Reason, TimeSpan Pause) : FleetEvent;

    /// <summary>The run waits before the next wave.</summary>
    /// <param name="Pause">How long.</param>
    public sealed record Pausing(TimeSpan Pause) : FleetEvent;

    /// <summary>No more targets are begun.</summary>
    /// <param name="Reason">Why, as a sentence without its full stop.</param>
    public sealed record Stopped(string Reason) : FleetEvent;
}
