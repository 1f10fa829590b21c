using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Deletes the rows that filters select, filter by filter. Other rows stay; no row is no error. An engine
/// refuses it where foreign keys without an action refer to a row.</summary>
/// <param name="Table">The table.</param>
/// <param name="Filters">Which rows.</param>
public sealed record DeleteRows(ObjectName Table, ValueList<RowFilter> Filters) : Operation
{
    /// <summary>Whether the filters hold whole rows, so that the inverse can insert them again.</summary>
    public bool WereInserted { get; init; }

    /// <summary>What an explicit value of an identity column means where the inverse inserts them again.</summary>
    public IdentityOverride Overriding { get; init; }

    /// <inheritdoc />
    public override string Summary => $"delete rows of {Table}";

    /// <inheritdoc />
    public override Operation? Inverse =>
        WereInserted && Filters.All(filter => filter is RowFilter.Matching)
            ? new InsertRows(Table, [.. Filters.Reverse().Cast<RowFilter.Matching>().Select(filter => filter.Values)])
            {
                Overriding = Overriding,
            }
            : null;

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [new(DataLossKind.Deleted, Table)];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) => before;

    /// <inheritdoc />
    public override DeleteRows WithNames(ModelNames names) =>
        this with
        {
            Table = names.Table(Table),
            Filters = [.. Filters.Select(filter => filter.WithNames(Table, names))],
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Filters), Filters)
            .Member(nameof(Overriding), Overriding)
            .Member(nameof(Table), Table)
            .Member(nameof(WereInserted), WereInserted);
}
