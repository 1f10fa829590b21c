using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Drops a policy. Row-level security stays on: without any policy, roles subject to it see no rows.
/// PostgreSQL only.</summary>
/// <param name="Table">The table whose rows it is about.</param>
/// <param name="Policy">The policy's name.</param>
public sealed record DropPolicy(ObjectName Table, string Policy) : Operation
{
    /// <summary>The policy's definition, so that it can be created again; null where it is not known.</summary>
    public Policy? Was { get; init; }

    /// <inheritdoc />
    public override string Summary => $"drop policy {Policy} of {Table}";

    /// <inheritdoc />
    public override Operation? Inverse => Was is null ? null : new CreatePolicy(Table, Was);

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.WithTableChanged(Table, table =>
            table with
            {
                Policies = [.. table.Policies.Where(policy => policy.Name != Policy)],
            }
        );

    /// <inheritdoc />
    public override DropPolicy WithNames(ModelNames names) => this with { Table = names.Table(Table) };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Policy), Policy).Member(nameof(Table), Table).Member(nameof(Was), Was);
}
