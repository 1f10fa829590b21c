using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Sets for whom the policies of a table hold. The policies themselves stay. PostgreSQL only.</summary>
/// <param name="Table">The table.</param>
/// <param name="RowSecurity">For whom they hold from now on.</param>
/// <param name="Was">For whom they held before.</param>
public sealed record SetRowSecurity(ObjectName Table, RowSecurity RowSecurity, RowSecurity Was = RowSecurity.Off)
    : Operation
{
    /// <inheritdoc />
    public override string Summary =>
        $"set row-level security of {Table} to {RowSecurity.ToString().ToLowerInvariant()}";

    /// <inheritdoc />
    public override Operation Inverse => new SetRowSecurity(Table, Was, RowSecurity);

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.WithTableChanged(Table, table => table with { RowSecurity = RowSecurity });

    /// <inheritdoc />
    public override SetRowSecurity WithNames(ModelNames names) => this with { Table = names.Table(Table) };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(RowSecurity), RowSecurity).Member(nameof(Table), Table).Member(nameof(Was), Was);
}
