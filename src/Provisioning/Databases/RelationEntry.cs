using Provisioning.Schema;

namespace Provisioning.Databases;

/// <summary>A table, index or other relation that a database has now.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">About how many rows it has; null where that is not known without counting.</param>
/// <param name="Bytes">The size of its rows and indexes; null where the engine does not tell.</param>
public sealed record RelationEntry(ObjectName Name, long? Rows, long? Bytes)
{
    /// <summary>The table that it is a partition of, or inherits from; null for none.</summary>
    public ObjectName? Parent { get; init; }

    /// <summary>Whether its rows are in its partitions.</summary>
    public bool IsPartitioned { get; init; }

    /// <summary>Whether it is the partition for the rows that no other takes.</summary>
    public bool IsDefault { get; init; }
}
