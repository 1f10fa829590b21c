using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Makes a table a partition of a partitioned one. An engine refuses it where a row does not fit the bounds;
/// it reads no row where a validated check says that all of them do. PostgreSQL only.</summary>
/// <param name="Table">The partitioned table.</param>
/// <param name="Partition">The table that becomes a partition.</param>
/// <param name="Bounds">Which rows are in it, as SQL: <c>FOR VALUES FROM (1) TO (10)</c>, <c>DEFAULT</c>.</param>
public sealed record AttachPartition(ObjectName Table, ObjectName Partition, string Bounds) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"attach partition {Partition} to {Table}";

    /// <inheritdoc />
    public override Operation Inverse => new DetachPartition(Table, Partition) { Bounds = Bounds };

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) => before;

    /// <inheritdoc />
    public override AttachPartition WithNames(ModelNames names) =>
        this with
        {
            Table = names.Table(Table),
            Partition = names.Table(Partition),
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Bounds), Bounds).Member(nameof(Partition), Partition).Member(nameof(Table), Table);
}
