using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Creates a policy. It has no effect before row-level security of the table is on; see
/// <see cref="SetRowSecurity"/>. PostgreSQL only.</summary>
/// <param name="Table">The table whose rows it is about.</param>
/// <param name="Policy">The policy.</param>
public sealed record CreatePolicy(ObjectName Table, Policy Policy) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"create policy {Policy.Name} on {Table}";

    /// <inheritdoc />
    public override Operation Inverse => new DropPolicy(Table, Policy.Name) { Was = Policy };

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.WithTableChanged(Table, table => table with { Policies = [.. table.Policies, Policy] });

    /// <inheritdoc />
    public override CreatePolicy WithNames(ModelNames names) => this with { Table = names.Table(Table) };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Policy), Policy).Member(nameof(Table), Table);
}
