using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Creates an index over the existing rows. An engine refuses a unique one where rows repeat the
/// values.</summary>
/// <param name="Table">The table that it belongs to.</param>
/// <param name="Index">The index.</param>
public sealed record CreateIndex(ObjectName Table, Schema.Index Index) : Operation
{
    /// <summary>Whether the table stays writable meanwhile, PostgreSQL only; it then runs outside a
    /// transaction.</summary>
    public bool IsConcurrent { get; init; }

    /// <summary>Whether partitions of the table get no such index, PostgreSQL only.</summary>
    public bool IsOnly { get; init; }

    /// <inheritdoc />
    public override string Summary => $"create index {Index.Name} on {Table}";

    /// <inheritdoc />
    public override Operation Inverse =>
        new DropIndex(Table, Index.Name)
        {
            Was = Index,
            IsConcurrent = IsConcurrent,
            WasOnly = IsOnly,
        };

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.WithTableChanged(Table, table => table with { Indexes = [.. table.Indexes, Index] });

    /// <inheritdoc />
    public override CreateIndex WithNames(ModelNames names) =>
        this with
        {
            Table = names.Table(Table),
            Index = Index with
            {
                Columns = [.. Index.Columns.Select(column => WithNames(column, names))],
                Includes = names.Columns(Table, Index.Includes),
            },
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Index), Index)
            .Member(nameof(IsConcurrent), IsConcurrent)
            .Member(nameof(IsOnly), IsOnly)
            .Member(nameof(Table), Table);

    private IndexColumn WithNames(IndexColumn column, ModelNames names) =>
        column.IsExpression ? column : column with { Name = names.Column(Table, column.Name) };
}
