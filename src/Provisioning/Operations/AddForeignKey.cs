using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Adds a foreign key. An engine refuses it where a row refers to a row that does not exist.</summary>
/// <param name="Table">The table that refers.</param>
/// <param name="Key">The key. Without a name it has no inverse: only the engine knows the constraint's name.</param>
public sealed record AddForeignKey(ObjectName Table, ForeignKey Key) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"add foreign key {Key.Name} to {Table}";

    /// <inheritdoc />
    public override Operation? Inverse =>
        Key.Name is null ? null : new DropConstraint(Table, Key.Name, ConstraintKind.ForeignKey) { Was = this };

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => Table;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.WithTableChanged(Table, table => table with { ForeignKeys = [.. table.ForeignKeys, Key] });

    /// <inheritdoc />
    public override AddForeignKey WithNames(ModelNames names) =>
        this with
        {
            Table = names.Table(Table),
            Key = names.References(Key) with { Columns = names.Columns(Table, Key.Columns) },
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) => text.Member(nameof(Key), Key).Member(nameof(Table), Table);
}
