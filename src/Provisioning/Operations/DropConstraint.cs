using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Drops a constraint by name. Rows stay, and columns of a dropped primary key still refuse NULL.</summary>
/// <param name="Table">The table.</param>
/// <param name="Name">The constraint's name.</param>
/// <param name="Kind">The constraint's kind, which some engines need to know.</param>
public sealed record DropConstraint(ObjectName Table, string Name, ConstraintKind Kind) : Operation
{
    /// <summary>The operation that adds the constraint again; null where it is not known.</summary>
    public Operation? Was { get; init; }

    /// <summary>The index that <see cref="Was"/> takes: an engine drops it with the constraint, and it is made again so
    /// that the constraint can be; null for none.</summary>
    public Schema.Index? LeftIndex =>
        Was switch
        {
            AddPrimaryKey { UsingIndex: { } name, Key.Columns: var columns } => Unique(name, columns),
            AddUnique { UsingIndex: { } name, Unique.Columns: var columns } => Unique(name, columns),
            _ => null,
        };

    /// <inheritdoc />
    public override string Summary => $"drop constraint {Name} of {Table}";

    /// <inheritdoc />
    public override Operation? Inverse => Was;

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => Table;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.WithTableChanged(Table, table => WithLeftIndex(WithoutUnnamedKey(table).WithoutConstraint(Name)));

    /// <inheritdoc />
    public override DropConstraint WithNames(ModelNames names) =>
        this with
        {
            Table = names.Table(Table),
            Name = names.Constraint(Table, Name),
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Kind), Kind)
            .Member(nameof(Name), Name)
            .Member(nameof(Table), Table)
            .Member(nameof(Was), Was);

    private static Schema.Index Unique(string name, ValueList<string> columns) =>
        new(name, [.. columns.Select(column => new IndexColumn(column))]) { IsUnique = true };

    private Table WithLeftIndex(Table table) =>
        LeftIndex is { } index ? table with { Indexes = [.. table.Indexes, index] } : table;

    // A table has only one primary key: one that the model has no name for is the one that is meant.
    private Table WithoutUnnamedKey(Table table) =>
        Kind is ConstraintKind.PrimaryKey && table.PrimaryKey is { Name: null }
            ? table with
            {
                PrimaryKey = null,
            }
            : table;
}

/// <summary>The kinds of constraint that can be dropped by name.</summary>
public enum ConstraintKind
{
    /// <summary>A primary key.</summary>
    PrimaryKey,

    /// <summary>A unique constraint.</summary>
    Unique,

    /// <summary>A check constraint.</summary>
    Check,

    /// <summary>A foreign key.</summary>
    ForeignKey,
}
