using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Sets columns of the rows that a filter selects. Other rows and columns stay; no row is no error. It has no
/// inverse: the values before are not known.</summary>
/// <param name="Table">The table.</param>
/// <param name="Set">The new values; a column with an empty name carries a whole SQL assignment as its value.</param>
/// <param name="Where">Which rows.</param>
public sealed record UpdateRows(ObjectName Table, ValueList<ColumnValue> Set, RowFilter Where) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"update rows of {Table}";

    /// <inheritdoc />
    public override Operation? Inverse => null;

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [new(DataLossKind.Rows, Table)];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) => before;

    /// <inheritdoc />
    public override UpdateRows WithNames(ModelNames names) =>
        this with
        {
            Table = names.Table(Table),
            Set = [.. Set.Select(value => value.WithNames(Table, names))],
            Where = Where.WithNames(Table, names),
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Set), Set).Member(nameof(Table), Table).Member(nameof(Where), Where);
}
