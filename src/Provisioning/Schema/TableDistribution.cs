namespace Provisioning.Schema;

/// <summary>How Citus spreads a table over its nodes: by the values of a column, or whole to each of them.</summary>
/// <param name="Column">The column whose value decides on which node a row is; null for a reference table, of which
/// every node has all rows.</param>
/// <param name="ColocatedWith">The distributed table whose rows of the same value are on the same node; null for those
/// that Citus chooses, by the column's type.</param>
public sealed record TableDistribution(string? Column, ObjectName? ColocatedWith = null)
{
    /// <summary>Whether every node has all rows.</summary>
    public bool IsReference => Column is null;

    /// <inheritdoc />
    public override string ToString() => Column is null ? "reference" : $"by {Column}";
}
