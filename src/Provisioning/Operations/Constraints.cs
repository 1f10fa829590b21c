using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Adds a primary key to a table that has none.</summary>
public sealed record AddPrimaryKey(ObjectName Table, PrimaryKey Key) : Operation
{
    /// <inheritdoc />
    public override Operation? Inverse =>
        Key.Name is null ? null : new DropConstraint(Table, Key.Name, ConstraintKind.PrimaryKey) { Was = this };

    /// <inheritdoc />
    public override string Summary => $"add primary key {Key.Name} to {Table}";
}

/// <summary>Adds a unique constraint.</summary>
public sealed record AddUnique(ObjectName Table, UniqueConstraint Unique) : Operation
{
    /// <inheritdoc />
    public override Operation? Inverse =>
        Unique.Name is null ? null : new DropConstraint(Table, Unique.Name, ConstraintKind.Unique) { Was = this };

    /// <inheritdoc />
    public override string Summary => $"add unique constraint {Unique.Name} to {Table}";
}

/// <summary>Adds a check constraint; the rows already there must pass it.</summary>
public sealed record AddCheck(ObjectName Table, CheckConstraint Check) : Operation
{
    /// <inheritdoc />
    public override Operation? Inverse =>
        Check.Name is null ? null : new DropConstraint(Table, Check.Name, ConstraintKind.Check) { Was = this };

    /// <inheritdoc />
    public override string Summary => $"add check {Check.Name} to {Table}";
}

/// <summary>Adds a foreign key; the rows already there must satisfy it.</summary>
public sealed record AddForeignKey(ObjectName Table, ForeignKey Key) : Operation
{
    /// <inheritdoc />
    public override Operation? Inverse =>
        Key.Name is null ? null : new DropConstraint(Table, Key.Name, ConstraintKind.ForeignKey) { Was = this };

    /// <inheritdoc />
    public override string Summary => $"add foreign key {Key.Name} to {Table}";
}

/// <summary>Drops a constraint by name.</summary>
public sealed record DropConstraint(ObjectName Table, string Name, ConstraintKind Kind) : Operation
{
    /// <summary>The operation that adds it again, where known.</summary>
    public Operation? Was { get; init; }

    /// <inheritdoc />
    public override Operation? Inverse => Was;

    /// <inheritdoc />
    public override string Summary => $"drop constraint {Name} of {Table}";
}

/// <summary>The kinds of constraint that can be dropped by name.</summary>
public enum ConstraintKind
{
    /// <summary>A primary key.</summary>
    PrimaryKey,

    /// <summary>A unique constraint.</summary>
    Unique,

    /// <summary>A check constraint.</summary>
    Check,

    /// <summary>A foreign key.</summary>
    ForeignKey,
}
