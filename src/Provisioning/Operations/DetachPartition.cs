using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Makes a partition a table of its own, with its rows. PostgreSQL only.</summary>
/// <param name="Table">The partitioned table.</param>
/// <param name="Partition">The partition.</param>
public sealed record DetachPartition(ObjectName Table, ObjectName Partition) : Operation
{
    /// <summary>Which rows are in it, as <see cref="AttachPartition.Bounds"/> has it, so that it can be attached again;
    /// null where that is not known.</summary>
    public string? Bounds { get; init; }

    /// <summary>Whether others read and write the table meanwhile, from PostgreSQL 14 on; it then runs outside a
    /// transaction, and has no inverse.</summary>
    public bool IsConcurrent { get; init; }

    /// <inheritdoc />
    public override string Summary => $"detach partition {Partition} of {Table}";

    /// <inheritdoc />
    public override Operation? Inverse =>
        Bounds is null || IsConcurrent ? null : new AttachPartition(Table, Partition, Bounds);

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) => before;

    /// <inheritdoc />
    public override DetachPartition WithNames(ModelNames names) =>
        this with
        {
            Table = names.Table(Table),
            Partition = names.Table(Partition),
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Bounds), Bounds)
            .Member(nameof(IsConcurrent), IsConcurrent)
            .Member(nameof(Partition), Partition)
            .Member(nameof(Table), Table);
}
