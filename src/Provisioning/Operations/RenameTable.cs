using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Gives a table another name in its schema. Rows stay, and so do the names of its indexes, constraints and
/// triggers; foreign keys that refer to it follow.</summary>
/// <param name="Table">The table's present name.</param>
/// <param name="To">The new name, without a schema.</param>
public sealed record RenameTable(ObjectName Table, string To) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"rename table {Table} to {To}";

    /// <inheritdoc />
    public override Operation Inverse => new RenameTable(new(Table.Schema, To), Table.Name);

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) => before.WithTableRenamed(Table, new(Table.Schema, To));

    /// <inheritdoc />
    public override RenameTable WithNames(ModelNames names) => this with { Table = names.Table(Table) };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) => text.Member(nameof(Table), Table).Member(nameof(To), To);
}
