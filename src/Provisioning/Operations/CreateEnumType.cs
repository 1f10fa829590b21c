using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Creates a type whose values are listed. PostgreSQL only.</summary>
/// <param name="Name">The type's name.</param>
/// <param name="Values">Its values, in the order in which they sort.</param>
public sealed record CreateEnumType(ObjectName Name, ValueList<string> Values) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"create enum {Name}";

    /// <inheritdoc />
    public override Operation Inverse => new DropEnumType(Name) { Was = Values };

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before with
        {
            Enums = before.Enums.SetItem(Name, Values),
        };

    /// <inheritdoc />
    public override CreateEnumType WithNames(ModelNames names) => this;

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) => text.Member(nameof(Name), Name).Member(nameof(Values), Values);
}
