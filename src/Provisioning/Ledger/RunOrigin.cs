namespace Provisioning.Ledger;

/// <summary>Where a run comes from, for the history.</summary>
/// <param name="Host">The machine; null where that is not known.</param>
public sealed record RunOrigin(string? Host)
{
    /// <summary>This machine.</summary>
    public static RunOrigin Local { get; } = new(Environment.MachineName);

    /// <summary>The job of a pipeline that it is part of, as a URL or a name; null for none.</summary>
    public string? Pipeline { get; init; }

    /// <summary>The commit that the pipeline works on; null where that is not known.</summary>
    public string? Commit { get; init; }
}
