using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Creates a schema.</summary>
public sealed record CreateSchema(string Name) : Operation
{
    /// <inheritdoc />
    public override Operation Inverse => new DropSchema(Name);

    /// <inheritdoc />
    public override string Summary => $"create schema {Name}";
}

/// <summary>Drops an empty schema.</summary>
public sealed record DropSchema(string Name) : Operation
{
    /// <inheritdoc />
    public override Operation Inverse => new CreateSchema(Name);

    /// <inheritdoc />
    public override string Summary => $"drop schema {Name}";
}

/// <summary>Creates a sequence.</summary>
public sealed record CreateSequence(Sequence Sequence) : Operation
{
    /// <inheritdoc />
    public override Operation Inverse => new DropSequence(Sequence.Name) { Was = Sequence };

    /// <inheritdoc />
    public override string Summary => $"create sequence {Sequence.Name}";
}

/// <summary>Drops a sequence.</summary>
public sealed record DropSequence(ObjectName Sequence) : Operation
{
    /// <summary>The sequence as it was, where known.</summary>
    public Sequence? Was { get; init; }

    /// <inheritdoc />
    public override Operation? Inverse => Was is null ? null : new CreateSequence(Was);

    /// <inheritdoc />
    public override string Summary => $"drop sequence {Sequence}";
}
