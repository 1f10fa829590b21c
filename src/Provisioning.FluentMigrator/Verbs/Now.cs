namespace Provisioning.Authoring;

/// <summary>The present moment as a column's default. FluentMigrator's own generators print values that they do not know by their text.</summary>
internal sealed class Now
{
    /// <summary>The only one.</summary>
    public static Now Instance { get; } = new();

    public override string ToString() => "CURRENT_TIMESTAMP";
}
