using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Checks the rows that a check or a foreign key was added without (<c>NOT VALID</c>). An engine refuses it
/// where a row does not pass. It has no inverse: what was checked stays checked.</summary>
/// <param name="Table">The table.</param>
/// <param name="Name">The constraint's name.</param>
public sealed record ValidateConstraint(ObjectName Table, string Name) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"validate constraint {Name} of {Table}";

    /// <inheritdoc />
    public override Operation? Inverse => null;

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => Table;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.WithTableChanged(Table, table => table.WithConstraintValidated(Name));

    /// <inheritdoc />
    public override ValidateConstraint WithNames(ModelNames names) =>
        this with
        {
            Table = names.Table(Table),
            Name = names.Constraint(Table, Name),
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) => text.Member(nameof(Name), Name).Member(nameof(Table), Table);
}
