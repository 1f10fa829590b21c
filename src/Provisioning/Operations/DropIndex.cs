using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Drops an index. Rows stay. An engine refuses it where the index belongs to a constraint: drop the
/// constraint then.</summary>
/// <param name="Table">The table that it belongs to.</param>
/// <param name="Index">The index's name.</param>
public sealed record DropIndex(ObjectName Table, string Index) : Operation
{
    /// <summary>The index's definition, so that it can be created again; null where it is not known.</summary>
    public Schema.Index? Was { get; init; }

    /// <summary>Whether it was created without its partitions' indexes; see <see cref="CreateIndex.IsOnly"/>.</summary>
    public bool WasOnly { get; init; }

    /// <summary>Whether the table stays writable meanwhile, PostgreSQL only; it then runs outside a
    /// transaction.</summary>
    public bool IsConcurrent { get; init; }

    /// <inheritdoc />
    public override string Summary => $"drop index {Index} of {Table}";

    /// <inheritdoc />
    public override Operation? Inverse =>
        Was is null ? null : new CreateIndex(Table, Was) { IsConcurrent = IsConcurrent, IsOnly = WasOnly };

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.WithTableChanged(Table, table =>
            table with
            {
                Indexes = [.. table.Indexes.Where(index => index.Name != Index)],
            }
        );

    /// <inheritdoc />
    public override DropIndex WithNames(ModelNames names) =>
        this with
        {
            Table = names.Table(Table),
            Index = names.Index(Table, Index),
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Index), Index)
            .Member(nameof(IsConcurrent), IsConcurrent)
            .Member(nameof(Table), Table)
            .Member(nameof(Was), Was)
            .Member(nameof(WasOnly), WasOnly);
}
