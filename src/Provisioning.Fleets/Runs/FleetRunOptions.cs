using Provisioning.Execution;
using Provisioning.Fleets.Targets;
using Provisioning.Planning;

namespace Provisioning.Fleets.Runs;

/// <summary>How a run over a fleet behaves.</summary>
public sealed record FleetRunOptions
{
    /// <summary>Where each target goes; up to the newest version by default.</summary>
    public MigrationTarget To { get; init; } = new MigrationTarget.Up();

    /// <summary>The options of the run of one target.</summary>
    public Func<FleetTarget, RunnerOptions> Runner { get; init; } = _ => new();

    /// <summary>How many targets of one server are under way at once, at most; 8 by default. No more than half of the
    /// server's free connections are used.</summary>
    public int Parallel { get; init; } = 8;

    /// <summary>The order of the targets; all at once by default.</summary>
    public FleetWaves Waves { get; init; } = new();

    /// <summary>How many targets may fail before no more are begun; none by default. A canary that fails stops the run
    /// whatever is allowed.</summary>
    public FleetShare MaxFailures { get; init; }

    /// <summary>How long to wait between two waves; not at all by default.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Called after each wave but the last, with its number from 1: looks whether all is well, or asks. A
    /// <see cref="ProvisioningException"/> of it stops the run. Null, the default, for nothing.</summary>
    public Func<int, CancellationToken, Task>? BetweenWaves { get; init; }

    /// <summary>How often a target is tried at most where nothing is wrong with it: a connection that was lost, two
    /// runs that met; 4 by default.</summary>
    public int Tries { get; init; } = 4;

    /// <summary>The pause before the second try, which doubles with each and is drawn by lot from its upper half; a
    /// quarter of a second by default.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);
}
