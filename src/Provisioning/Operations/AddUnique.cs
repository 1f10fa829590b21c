using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Adds a unique constraint. An engine refuses it where rows repeat the values; rows with NULL never
/// do.</summary>
/// <param name="Table">The table.</param>
/// <param name="Unique">The constraint. Without a name it has no inverse: only the engine knows the name.</param>
public sealed record AddUnique(ObjectName Table, UniqueConstraint Unique) : Operation
{
    /// <summary>The unique index over the same columns that becomes the constraint's and takes its name, so that no row
    /// is read; null where the engine makes one.</summary>
    public string? UsingIndex { get; init; }

    /// <inheritdoc />
    public override string Summary => $"add unique constraint {Unique.Name} to {Table}";

    /// <inheritdoc />
    public override Operation? Inverse =>
        Unique.Name is null ? null : new DropConstraint(Table, Unique.Name, ConstraintKind.Unique) { Was = this };

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => Table;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.WithTableChanged(Table, table =>
            (table with { Uniques = [.. table.Uniques, Unique] }).WithoutIndex(UsingIndex)
        );

    /// <inheritdoc />
    public override AddUnique WithNames(ModelNames names) =>
        this with
        {
            Table = names.Table(Table),
            Unique = Unique with { Columns = names.Columns(Table, Unique.Columns) },
            UsingIndex = UsingIndex is null ? null : names.Index(Table, UsingIndex),
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Table), Table).Member(nameof(Unique), Unique).Member(nameof(UsingIndex), UsingIndex);
}
