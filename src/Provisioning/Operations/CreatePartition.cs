using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Creates a table that is a partition of another: it has that one's columns, checks, keys and indexes. An
/// engine refuses it where its bounds overlap those of another partition, or where the default partition has rows that
/// fit. One on another server has that one's columns and checks alone: its rows are in a table there, which has to
/// exist. PostgreSQL only.</summary>
/// <param name="Table">The partitioned table.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Bounds">Which rows are in it, as SQL: <c>FOR VALUES FROM (1) TO (10)</c>, <c>DEFAULT</c>.</param>
public sealed record CreatePartition(ObjectName Table, ObjectName Partition, string Bounds) : Operation
{
    /// <summary>How its own rows are spread over partitions, as <see cref="Schema.Table.Partitioning"/> has it; null
    /// for no partitions of its own.</summary>
    public string? Partitioning { get; init; }

    /// <summary>The server that its rows are on, as <see cref="CreateForeignServer"/> has named it; null for this
    /// one.</summary>
    public string? Server { get; init; }

    /// <summary>The table on that server; null for one of the same name and schema.</summary>
    public ObjectName? RemoteTable { get; init; }

    /// <inheritdoc />
    public override string Summary =>
        $"create partition {Partition} of {Table}{(Server is null ? "" : $" on server {Server}")}";

    /// <inheritdoc />
    public override Operation Inverse =>
        new DropTable(Partition) { WasPartition = this, IsForeign = Server is not null };

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.Find(Table) is { } table
            ? before.WithTable(
                new(Partition, table.Columns)
                {
                    PrimaryKey = table.PrimaryKey is { } key ? key with { Name = null } : null,
                    Partitioning = Partitioning,
                    PartitionOf = Table,
                    Server = Server,
                }
            )
            : before;

    /// <inheritdoc />
    public override CreatePartition WithNames(ModelNames names) => this with { Table = names.Table(Table) };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Bounds), Bounds)
            .Member(nameof(Partition), Partition)
            .Member(nameof(Partitioning), Partitioning)
            .Member(nameof(RemoteTable), RemoteTable)
            .Member(nameof(Server), Server)
            .Member(nameof(Table), Table);
}
