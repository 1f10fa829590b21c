namespace Provisioning.Fleets.Runs;

/// <summary>Why a target failed.</summary>
public enum FailureKind
{
    /// <summary>A migration failed, or could not run.</summary>
    Migration,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>It could not be reached, or the connection was lost.</summary>
    Connection,

    /// <summary>Another run held its lock.</summary>
    Locked,

    /// <summary>Its history does not fit the migrations, as where one was edited.</summary>
    History,

    /// <summary>A hook failed.</summary>
    Hook,

    /// <summary>Anything else.</summary>
    Other,
}
