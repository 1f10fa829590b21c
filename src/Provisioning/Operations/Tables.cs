using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Creates a table with everything that hangs on it.</summary>
/// <param name="Table">The table.</param>
/// <param name="IfNotExists">Whether a table of that name may be there already, and is then left as it is.</param>
public sealed record CreateTable(Table Table, bool IfNotExists = false) : Operation
{
    /// <inheritdoc />
    public override Operation? Inverse => IfNotExists ? null : new DropTable(Table.Name) { Was = Table };

    /// <inheritdoc />
    public override string Summary => $"create table {Table.Name}";
}

/// <summary>Drops a table with its rows.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="IfExists">Whether the table may be missing.</param>
public sealed record DropTable(ObjectName Table, bool IfExists = false) : Operation
{
    /// <summary>The table as it was, where known.</summary>
    public Table? Was { get; init; }

    /// <inheritdoc />
    public override Operation? Inverse => Was is null || IfExists ? null : new CreateTable(Was);

    /// <inheritdoc />
    public override string Summary => $"drop table {Table}";
}

/// <summary>Gives a table another name; what hangs on it keeps its names.</summary>
public sealed record RenameTable(ObjectName Table, string To) : Operation
{
    /// <inheritdoc />
    public override Operation Inverse => new RenameTable(new(Table.Schema, To), Table.Name);

    /// <inheritdoc />
    public override string Summary => $"rename table {Table} to {To}";
}

/// <summary>Moves a table into another schema. Null is the default schema.</summary>
public sealed record MoveTable(ObjectName Table, string? To) : Operation
{
    /// <inheritdoc />
    public override Operation Inverse => new MoveTable(new(To, Table.Name), Table.Schema);

    /// <inheritdoc />
    public override string Summary => $"move table {Table} to schema {To ?? "(default)"}";
}
