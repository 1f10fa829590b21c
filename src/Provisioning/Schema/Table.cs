namespace Provisioning.Schema;

/// <summary>A table and all that hangs on it.</summary>
/// <param name="Name">The table's name.</param>
/// <param name="Columns">Its columns in order.</param>
public sealed record Table(ObjectName Name, ValueList<Column> Columns)
{
    /// <summary>The primary key; null where it has none.</summary>
    public PrimaryKey? PrimaryKey { get; init; }

    /// <summary>Its unique constraints.</summary>
    public ValueList<UniqueConstraint> Uniques { get; init; } = [];

    /// <summary>Its foreign keys.</summary>
    public ValueList<ForeignKey> ForeignKeys { get; init; } = [];

    /// <summary>Its check constraints.</summary>
    public ValueList<CheckConstraint> Checks { get; init; } = [];

    /// <summary>Its indexes, without those that constraints make.</summary>
    public ValueList<Index> Indexes { get; init; } = [];

    /// <summary>Its triggers.</summary>
    public ValueList<Trigger> Triggers { get; init; } = [];

    /// <summary>What it holds, for the catalogue; null for nothing.</summary>
    public string? Description { get; init; }

    /// <summary>The column of that name, or null.</summary>
    public Column? Find(string column) => Columns.FirstOrDefault(c => c.Name == column);
}
