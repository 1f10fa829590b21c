using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Adds a check constraint. An engine refuses it where a row does not pass the check.</summary>
/// <param name="Table">The table.</param>
/// <param name="Check">The constraint. Without a name it has no inverse: only the engine knows the name.</param>
public sealed record AddCheck(ObjectName Table, CheckConstraint Check) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"add check {Check.Name} to {Table}";

    /// <inheritdoc />
    public override Operation? Inverse =>
        Check.Name is null ? null : new DropConstraint(Table, Check.Name, ConstraintKind.Check) { Was = this };

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => Table;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.WithTableChanged(Table, table => table with { Checks = [.. table.Checks, Check] });

    /// <inheritdoc />
    public override AddCheck WithNames(ModelNames names) => this with { Table = names.Table(Table) };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) => text.Member(nameof(Check), Check).Member(nameof(Table), Table);
}
