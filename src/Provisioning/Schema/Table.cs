namespace Provisioning.Schema;

/// <summary>A table with its keys, constraints, indexes, triggers and policies.</summary>
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

    /// <summary>The options after the column list, SQLite only: <c>WITHOUT ROWID</c>, <c>STRICT</c>.</summary>
    public ValueList<string> Options { get; init; } = [];

    /// <summary>How its rows are spread over partitions, as SQL after <c>PARTITION BY</c>: <c>RANGE (created_at)</c>;
    /// null for no partitions. PostgreSQL only.</summary>
    public string? Partitioning { get; init; }

    /// <summary>The table that it is a partition of; null for none. PostgreSQL only.</summary>
    public ObjectName? PartitionOf { get; init; }

    /// <summary>The server that its rows are on, as migrations say; null for this one. Inspectors do not read
    /// it. PostgreSQL only.</summary>
    public string? Server { get; init; }

    /// <summary>How Citus spreads it over nodes, as migrations say; null for one node. Inspectors do not read
    /// it.</summary>
    public TableDistribution? Distribution { get; init; }

    /// <summary>What an inspector found in its declaration that this model has no place for, in the engine's words. A
    /// table that has any cannot be recreated from the model.</summary>
    public ValueList<string> Unmodelled { get; init; } = [];

    /// <summary>What it holds, for the catalogue; null for nothing.</summary>
    public string? Description { get; init; }

    /// <summary>The column of that name, or null.</summary>
    public Column? Find(string column) => Columns.FirstOrDefault(c => c.Name == column);

    /// <summary>The same with the column changed. Unchanged where there is no column of that name.</summary>
    public Table WithColumnChanged(string column, Func<Column, Column> change) =>
        this with
        {
            Columns = [.. Columns.Select(c => c.Name == column ? change(c) : c)],
        };

    /// <summary>The same with the column under its new name, wherever the table names it: in keys, constraints,
    /// indexes, expressions and the triggers that set it. The text of other triggers and of policies stays.</summary>
    public Table WithColumnRenamed(string from, string to) =>
        this with
        {
            Columns = [.. Columns.Select(c => Renamed(c, from, to))],
            PrimaryKey = PrimaryKey?.WithColumnRenamed(from, to),
            Uniques = [.. Uniques.Select(u => u.WithColumnRenamed(from, to))],
            ForeignKeys = [.. ForeignKeys.Select(f => f with { Columns = f.Columns.WithRenamed(from, to) })],
            Checks = [.. Checks.Select(c => c with { Expression = c.Expression.WithColumnRenamed(from, to) })],
            Indexes = [.. Indexes.Select(i => i.WithColumnRenamed(from, to))],
            Partitioning = Partitioning?.WithColumnRenamed(from, to),
            Distribution = Distribution?.Column == from ? Distribution with { Column = to } : Distribution,
            Triggers = [.. Triggers.Select(t => t with { Touches = t.Touches == from ? to : t.Touches })],
        };

    /// <summary>The same without the column and without every key, constraint and index that names it.</summary>
    public Table WithoutColumn(string column) =>
        this with
        {
            Columns = [.. Columns.Where(c => c.Name != column)],
            PrimaryKey = PrimaryKey?.Columns.Contains(column) is true ? null : PrimaryKey,
            Uniques = [.. Uniques.Where(u => !u.Columns.Contains(column))],
            ForeignKeys =
            [
                .. ForeignKeys.Where(f =>
                    !f.Columns.Contains(column) && !(f.References == Name && f.ReferencedColumns.Contains(column))
                ),
            ],
            Checks = [.. Checks.Where(c => !c.Expression.MentionsColumn(column))],
            Indexes = [.. Indexes.Where(i => !i.Uses(column))],
        };

    /// <summary>The same with the primary key; its columns no longer take NULL.</summary>
    public Table WithPrimaryKey(PrimaryKey key) =>
        this with
        {
            PrimaryKey = key,
            Columns =
            [
                .. Columns.Select(c =>
                    c.IsNullable is true && key.Columns.Contains(c.Name) ? c with { IsNullable = false } : c
                ),
            ],
        };

    /// <summary>The same without the constraint of that name, whatever its kind.</summary>
    public Table WithoutConstraint(string constraint) =>
        this with
        {
            PrimaryKey = PrimaryKey?.Name == constraint ? null : PrimaryKey,
            Uniques = [.. Uniques.Where(u => u.Name != constraint)],
            Checks = [.. Checks.Where(c => c.Name != constraint)],
            ForeignKeys = [.. ForeignKeys.Where(f => f.Name != constraint)],
        };

    /// <summary>The same without the index of that name.</summary>
    public Table WithoutIndex(string? index) => this with { Indexes = [.. Indexes.Where(i => i.Name != index)] };

    /// <summary>The same with the constraint of that name held by every row.</summary>
    public Table WithConstraintValidated(string constraint) =>
        this with
        {
            Checks = [.. Checks.Select(c => c.Name == constraint ? c with { IsNotValid = false } : c)],
            ForeignKeys = [.. ForeignKeys.Select(f => f.Name == constraint ? f with { IsNotValid = false } : f)],
        };

    private static Column Renamed(Column column, string from, string to) =>
        column with
        {
            Name = column.Name == from ? to : column.Name,
            Computed = column.Computed is { } computed
                ? computed with
                {
                    Expression = computed.Expression.WithColumnRenamed(from, to),
                }
                : null,
        };
}
