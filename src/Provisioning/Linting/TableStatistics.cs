using Provisioning.Schema;

namespace Provisioning.Linting;

/// <summary>How large a table is.</summary>
/// <param name="Name">The table; without a schema in the default one.</param>
/// <param name="Rows">About how many rows it has.</param>
/// <param name="Bytes">How many bytes it takes, its indexes among them; null where the engine does not say.</param>
public sealed record TableStatistics(ObjectName Name, long Rows, long? Bytes)
{
    /// <summary>What its values are like; none where that is not known.</summary>
    public ValueList<ColumnStatistics> Columns { get; init; } = [];
}
