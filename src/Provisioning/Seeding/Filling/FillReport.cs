using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

/// <summary>How tables are filled from their structure.</summary>
public sealed record FillOptions
{
    /// <summary>How many rows each table gets; 3 by default.</summary>
    public long Rows { get; init; } = 3;

    /// <summary>The seed number: with the same one, the same rows. Null, the default, for the same values in the order
    /// of the rows.</summary>
    public long? Seed { get; init; }

    /// <summary>The schemas whose tables are left as they are; none by default.</summary>
    public ValueList<string> LeftOut { get; init; } = [];

    /// <summary>Whether columns that the engine numbers get numbers that it does not give itself, so that it goes on
    /// with the ones that it would have given, and keys high ones, which people do not choose; by default the engine
    /// numbers them.</summary>
    public bool KeepsCounters { get; init; }
}

/// <summary>A table that was to be filled.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rows">How many rows it got.</param>
/// <param name="Problem">Why not as many as asked for, as a sentence; null where it has them.</param>
public sealed record FilledTable(ObjectName Table, long Rows, string? Problem)
{
    /// <summary>Whether the engine refused a row after others of it were committed, which stay.</summary>
    public bool IsStopped { get; init; }
}
