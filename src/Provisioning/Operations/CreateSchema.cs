using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Creates an empty schema. Engines without schemas refuse it.</summary>
/// <param name="Name">The schema's name.</param>
public sealed record CreateSchema(string Name) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"create schema {Name}";

    /// <inheritdoc />
    public override Operation Inverse => new DropSchema(Name);

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) => before with { Schemas = before.Schemas.Add(Name) };

    /// <inheritdoc />
    public override CreateSchema WithNames(ModelNames names) => this;

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) => text.Member(nameof(Name), Name);
}
