using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Says whether a table's policies hold.</summary>
/// <param name="Table">The table.</param>
/// <param name="RowSecurity">Whether they do.</param>
/// <param name="Was">Whether they did before.</param>
public sealed record SetRowSecurity(ObjectName Table, RowSecurity RowSecurity, RowSecurity Was = RowSecurity.Off) : Operation
{
    /// <inheritdoc />
    public override Operation Inverse => new SetRowSecurity(Table, Was, RowSecurity);

    /// <inheritdoc />
    public override string Summary => $"set row-level security of {Table} to {RowSecurity.ToString().ToLowerInvariant()}";
}

/// <summary>Creates a policy.</summary>
public sealed record CreatePolicy(ObjectName Table, Policy Policy) : Operation
{
    /// <inheritdoc />
    public override Operation Inverse => new DropPolicy(Table, Policy.Name) { Was = Policy };

    /// <inheritdoc />
    public override string Summary => $"create policy {Policy.Name} on {Table}";
}

/// <summary>Drops a policy.</summary>
public sealed record DropPolicy(ObjectName Table, string Policy) : Operation
{
    /// <summary>The policy as it was, where known.</summary>
    public Policy? Was { get; init; }

    /// <inheritdoc />
    public override Operation? Inverse => Was is null ? null : new CreatePolicy(Table, Was);

    /// <inheritdoc />
    public override string Summary => $"drop policy {Policy} of {Table}";
}
