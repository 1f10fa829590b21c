namespace Provisioning.Planning;

/// <summary>Where a run is to take a database.</summary>
public abstract record MigrationTarget
{
    /// <summary>Up: every version not applied yet, to the given one or to the newest. Applies lower versions that were
    /// left out, too.</summary>
    public sealed record Up(long? Version = null) : MigrationTarget;

    /// <summary>Down: every applied version above the given one, the highest first. 0 takes all back.</summary>
    public sealed record DownTo(long Version) : MigrationTarget;

    /// <summary>Down: as many applied versions as given, the highest first.</summary>
    public sealed record DownBy(int Steps) : MigrationTarget;

    /// <summary>Down and up again: as many applied versions as given.</summary>
    public sealed record Redo(int Steps = 1) : MigrationTarget;
}
