using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Drops a table with its rows, indexes and triggers. An engine refuses it while foreign keys or views of
/// others refer to the table.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="IfExists">Whether a missing table is no error. Such an operation has no inverse: it may have dropped
/// nothing.</param>
public sealed record DropTable(ObjectName Table, bool IfExists = false) : Operation
{
    /// <summary>The table's structure, so that it can be created again without its rows; null where it is not
    /// known.</summary>
    public Table? Was { get; init; }

    /// <summary>How it was made as a partition, so that it can be made one again without its rows; null where it was
    /// none.</summary>
    public CreatePartition? WasPartition { get; init; }

    /// <summary>Whether its rows are on another server, where they stay.</summary>
    public bool IsForeign { get; init; }

    /// <inheritdoc />
    public override string Summary => $"drop {(IsForeign ? "foreign " : "")}table {Table}";

    /// <inheritdoc />
    public override Operation? Inverse =>
        IfExists ? null
        : WasPartition is not null ? WasPartition
        : Was is null ? null
        : new CreateTable(Was);

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => IsForeign ? [] : [new(DataLossKind.Table, Table)];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    // Its partitions go with it.
    public override DatabaseModel Apply(DatabaseModel before) =>
        before with
        {
            Tables = before.Tables.RemoveRange(
                before
                    .Tables.Values.Where(table => table.Name == Table || table.PartitionOf == Table)
                    .Select(table => table.Name)
            ),
        };

    /// <inheritdoc />
    public override DropTable WithNames(ModelNames names) => this with { Table = names.Table(Table) };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(IfExists), IfExists)
            .Member(nameof(IsForeign), IsForeign)
            .Member(nameof(Table), Table)
            .Member(nameof(Was), Was)
            .Member(nameof(WasPartition), WasPartition);
}
