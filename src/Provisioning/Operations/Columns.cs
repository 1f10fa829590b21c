using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Adds a column behind the last one.</summary>
public sealed record AddColumn(ObjectName Table, Column Column) : Operation
{
    /// <inheritdoc />
    public override Operation Inverse => new DropColumn(Table, Column.Name) { Was = Column };

    /// <inheritdoc />
    public override string Summary => $"add column {Column.Name} to {Table}";
}

/// <summary>Drops a column with its values.</summary>
public sealed record DropColumn(ObjectName Table, string Column) : Operation
{
    /// <summary>The column as it was, where known.</summary>
    public Column? Was { get; init; }

    /// <inheritdoc />
    public override Operation? Inverse => Was is null ? null : new AddColumn(Table, Was);

    /// <inheritdoc />
    public override string Summary => $"drop column {Column} of {Table}";
}

/// <summary>Gives a column another type, nullability, identity or collation. Its default stays unless the new column has one, and so does
/// its nullability unless the new column says.</summary>
public sealed record AlterColumn(ObjectName Table, Column Column) : Operation
{
    /// <summary>What becomes of the numbering of rows by this column.</summary>
    public IdentityChange IdentityChange { get; init; }

    /// <summary>The column as it was, where known.</summary>
    public Column? Was { get; init; }

    /// <inheritdoc />
    public override Operation? Inverse =>
        Was is not null && ChangeBack is { } back ? new AlterColumn(Table, Was) { Was = Column, IdentityChange = back } : null;

    /// <inheritdoc />
    public override string Summary => $"alter column {Column.Name} of {Table}";

    // Null where the change says something else than the two columns do.
    private IdentityChange? ChangeBack => (IdentityChange, Column.Identity, Was?.Identity) switch
    {
        (IdentityChange.Add, null, null) => IdentityChange.Add,
        (IdentityChange.Add, not null, null) => IdentityChange.Drop,
        (IdentityChange.Drop, null, not null) => IdentityChange.Add,
        (IdentityChange.Set, not null, not null) => IdentityChange.Set,
        // Numbering that the change says nothing of goes on; saying so on the way back keeps it.
        (IdentityChange.Add, null, not null) => IdentityChange.Set,
        (IdentityChange.Set, not null, null) => IdentityChange.Add,
        _ => null,
    };
}

/// <summary>What altering a column does to the numbering of rows by it.</summary>
public enum IdentityChange
{
    /// <summary>It begins, where the new column says that it numbers rows.</summary>
    Add,

    /// <summary>It goes on in the way that the new column says.</summary>
    Set,

    /// <summary>It ends.</summary>
    Drop,

    /// <summary>It ends, if there was any.</summary>
    DropIfExists,
}

/// <summary>Gives a column another name.</summary>
public sealed record RenameColumn(ObjectName Table, string Column, string To) : Operation
{
    /// <inheritdoc />
    public override Operation Inverse => new RenameColumn(Table, To, Column);

    /// <inheritdoc />
    public override string Summary => $"rename column {Column} of {Table} to {To}";
}

/// <summary>Sets or, with null, takes away a column's default. Rows already there keep their values.</summary>
public sealed record SetDefault(ObjectName Table, string Column, DefaultValue? Default) : Operation
{
    /// <summary>Whether the default before is known, as <see cref="Was"/>.</summary>
    public bool IsReversible { get; init; }

    /// <summary>The default before; null for none.</summary>
    public DefaultValue? Was { get; init; }

    /// <inheritdoc />
    public override Operation? Inverse =>
        IsReversible ? new SetDefault(Table, Column, Was) { IsReversible = true, Was = Default } : null;

    /// <inheritdoc />
    public override string Summary => $"{(Default is null ? "drop" : "set")} default of {Column} of {Table}";
}
