namespace Provisioning.Transfer.Subsets;

/// <summary>Which rows of a database are wanted. The rows that they refer to come with them, and theirs in
/// turn.</summary>
public sealed record SubsetRequest
{
    /// <summary>The rows to begin with; none, the default, for those of every table that refers to no other.</summary>
    public IReadOnlyList<SubsetRoot> Roots { get; init; } = [];

    /// <summary>How many of a hundred of them, evenly spread over the order of the primary key; null, the default, for
    /// all.</summary>
    public decimal? Percent { get; init; }

    /// <summary>Whether the rows that refer to them come with them, and those that refer to these; true by
    /// default.</summary>
    public bool WithChildren { get; init; } = true;
}
