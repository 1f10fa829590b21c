using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Adds a column after the last one. Existing rows get its default; without one it must take NULL, or the
/// table be empty.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The new column.</param>
public sealed record AddColumn(ObjectName Table, Column Column) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"add column {Column.Name} to {Table}";

    /// <inheritdoc />
    public override Operation Inverse => new DropColumn(Table, Column.Name) { Was = Column };

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => Table;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.WithTableChanged(Table, table => table with { Columns = [.. table.Columns, Column] });

    /// <inheritdoc />
    public override AddColumn WithNames(ModelNames names) => this with { Table = names.Table(Table) };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Column), Column).Member(nameof(Table), Table);
}
