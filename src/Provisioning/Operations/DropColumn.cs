using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Drops a column with its values, and the keys, checks and indexes of its own table that name it. An engine
/// refuses it while a foreign key of another table refers to the column.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column's name.</param>
public sealed record DropColumn(ObjectName Table, string Column) : Operation
{
    /// <summary>The column's definition, so that it can be added again without its values; null where it is not
    /// known.</summary>
    public Column? Was { get; init; }

    /// <inheritdoc />
    public override string Summary => $"drop column {Column} of {Table}";

    /// <inheritdoc />
    public override Operation? Inverse => Was is null ? null : new AddColumn(Table, Was);

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [new(DataLossKind.Column, Table, Column)];

    /// <inheritdoc />
    public override ObjectName? Alters => Table;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.WithTableChanged(Table, table => table.WithoutColumn(Column));

    /// <inheritdoc />
    public override DropColumn WithNames(ModelNames names) =>
        this with
        {
            Table = names.Table(Table),
            Column = names.Column(Table, Column),
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Column), Column).Member(nameof(Table), Table).Member(nameof(Was), Was);
}
