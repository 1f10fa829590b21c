namespace Provisioning.Systems;

/// <summary>How migrations are verified.</summary>
public sealed record VerificationOptions
{
    /// <summary>How many rows each table gets before a migration; 3 by default, 0 for none.</summary>
    public long Rows { get; init; } = 3;

    /// <summary>Whether a migration that says of itself that it cannot be rolled back is a finding.</summary>
    public bool RequiresDown { get; init; }
}
