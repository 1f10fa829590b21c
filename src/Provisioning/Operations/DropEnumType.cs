using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Drops a type whose values are listed. PostgreSQL refuses it while columns or functions use it. PostgreSQL
/// only.</summary>
/// <param name="Name">The type's name.</param>
public sealed record DropEnumType(ObjectName Name) : Operation
{
    /// <summary>Its values, so that it can be created again; null where they are not known.</summary>
    public ValueList<string>? Was { get; init; }

    /// <inheritdoc />
    public override string Summary => $"drop enum {Name}";

    /// <inheritdoc />
    public override Operation? Inverse => Was is null ? null : new CreateEnumType(Name, Was);

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) => before with { Enums = before.Enums.Remove(Name) };

    /// <inheritdoc />
    public override DropEnumType WithNames(ModelNames names) => this;

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) => text.Member(nameof(Name), Name).Member(nameof(Was), Was);
}
