using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Adds a primary key to a table that has none; its columns no longer take NULL. An engine refuses it where
/// rows repeat the key or have NULL in it.</summary>
/// <param name="Table">The table.</param>
/// <param name="Key">The key. Without a name it has no inverse: only the engine knows the constraint's name.</param>
public sealed record AddPrimaryKey(ObjectName Table, PrimaryKey Key) : Operation
{
    /// <summary>The unique index over the same columns that becomes the constraint's and takes its name, so that no row
    /// is read; null where the engine makes one.</summary>
    public string? UsingIndex { get; init; }

    /// <inheritdoc />
    public override string Summary => $"add primary key {Key.Name} to {Table}";

    /// <inheritdoc />
    public override Operation? Inverse =>
        Key.Name is null ? null : new DropConstraint(Table, Key.Name, ConstraintKind.PrimaryKey) { Was = this };

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => Table;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.WithTableChanged(Table, table => table.WithPrimaryKey(Key).WithoutIndex(UsingIndex));

    /// <inheritdoc />
    public override AddPrimaryKey WithNames(ModelNames names) =>
        this with
        {
            Table = names.Table(Table),
            Key = Key with { Columns = names.Columns(Table, Key.Columns) },
            UsingIndex = UsingIndex is null ? null : names.Index(Table, UsingIndex),
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Key), Key).Member(nameof(Table), Table).Member(nameof(UsingIndex), UsingIndex);
}
