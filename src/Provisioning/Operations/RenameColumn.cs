using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Gives a column another name. Values stay; keys, constraints, indexes and foreign keys that name the column
/// follow.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column's present name.</param>
/// <param name="To">The new name.</param>
public sealed record RenameColumn(ObjectName Table, string Column, string To) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"rename column {Column} of {Table} to {To}";

    /// <inheritdoc />
    public override Operation Inverse => new RenameColumn(Table, To, Column);

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => Table;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) => before.WithColumnRenamed(Table, Column, To);

    /// <inheritdoc />
    public override RenameColumn WithNames(ModelNames names) =>
        this with
        {
            Table = names.Table(Table),
            Column = names.Column(Table, Column),
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Column), Column).Member(nameof(Table), Table).Member(nameof(To), To);
}
