namespace Provisioning.Fleets.Runs;

/// <summary>What came of a target in a run.</summary>
public enum OutcomeState
{
    /// <summary>It was taken to where it was to go.</summary>
    Done,

    /// <summary>There was nothing to do.</summary>
    Nothing,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>The run was interrupted while it was under way: what had begun was rolled back.</summary>
    Interrupted,

    /// <summary>The run ended before it was its turn.</summary>
    NotBegun,

    /// <summary>The run was killed while it was under way: its own ledger says how far it came.</summary>
    Unknown,
}
