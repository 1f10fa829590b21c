using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Moves a table with its rows into another schema, where it keeps its name; foreign keys that refer to it
/// follow. Engines without schemas refuse it.</summary>
/// <param name="Table">The table's present name.</param>
/// <param name="To">The schema, which must exist; null for the default one.</param>
public sealed record MoveTable(ObjectName Table, string? To) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"move table {Table} to schema {To ?? "(default)"}";

    /// <inheritdoc />
    public override Operation Inverse => new MoveTable(new(To, Table.Name), Table.Schema);

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) => before.WithTableRenamed(Table, new(To, Table.Name));

    /// <inheritdoc />
    public override MoveTable WithNames(ModelNames names) => this with { Table = names.Table(Table) };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) => text.Member(nameof(Table), Table).Member(nameof(To), To);
}
