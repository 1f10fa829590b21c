namespace Provisioning.Fleets.States;

/// <summary>Which migrations a target has, in a word.</summary>
public enum TargetCondition
{
    /// <summary>A run would do nothing.</summary>
    Current,

    /// <summary>Migrations are pending, or one began and did not end.</summary>
    Pending,

    /// <summary>A run would be refused: its history does not fit, as where a migration was edited.</summary>
    Refused,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>It cannot be reached, or cannot be read.</summary>
    Unreachable,
}
