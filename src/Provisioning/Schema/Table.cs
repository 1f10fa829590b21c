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

    /// <summary>Its policies. PostgreSQL only.</summary>
    public ValueList<Policy> Policies { get; init; } = [];

    /// <summary>Whether its policies hold. PostgreSQL only.</summary>
    public RowSecurity RowSecurity { get; init; }

    /// <summary>What stands behind the columns, SQLite only: <c>WITHOUT ROWID</c>, <c>STRICT</c>.</summary>
    public ValueList<string> Options { get; init; } = [];

    /// <summary>What an inspector found in its declaration that this model has no place for, in the engine's words. A table that has any
    /// cannot be made anew from the model.</summary>
    public ValueList<string> Unmodelled { get; init; } = [];

    /// <summary>What it holds, for the catalogue; null for nothing.</summary>
    public string? Description { get; init; }

    /// <summary>The column of that name, or null.</summary>
    public Column? Find(string column) => Columns.FirstOrDefault(c => c.Name == column);
}
