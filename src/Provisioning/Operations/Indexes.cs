using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Creates an index.</summary>
/// <param name="Table">The table that it belongs to.</param>
/// <param name="Index">The index.</param>
public sealed record CreateIndex(ObjectName Table, Schema.Index Index) : Operation
{
    /// <summary>Whether the table stays writable meanwhile; PostgreSQL does this outside a transaction.</summary>
    public bool IsConcurrent { get; init; }

    /// <summary>Whether partitions of the table are left out.</summary>
    public bool IsOnly { get; init; }

    /// <inheritdoc />
    public override Operation Inverse =>
        new DropIndex(Table, Index.Name) { Was = Index, IsConcurrent = IsConcurrent, WasOnly = IsOnly };

    /// <inheritdoc />
    public override string Summary => $"create index {Index.Name} on {Table}";
}

/// <summary>Drops an index.</summary>
public sealed record DropIndex(ObjectName Table, string Index) : Operation
{
    /// <summary>The index as it was, where known.</summary>
    public Schema.Index? Was { get; init; }

    /// <summary>Whether it had been created without partitions.</summary>
    public bool WasOnly { get; init; }

    /// <summary>Whether the table stays writable meanwhile; PostgreSQL does this outside a transaction.</summary>
    public bool IsConcurrent { get; init; }

    /// <inheritdoc />
    public override Operation? Inverse =>
        Was is null ? null : new CreateIndex(Table, Was) { IsConcurrent = IsConcurrent, IsOnly = WasOnly };

    /// <inheritdoc />
    public override string Summary => $"drop index {Index} of {Table}";
}
