using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Drops an empty schema. An engine refuses it while the schema holds anything, so no data goes with
/// it.</summary>
/// <param name="Name">The schema's name.</param>
public sealed record DropSchema(string Name) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"drop schema {Name}";

    /// <inheritdoc />
    public override Operation Inverse => new CreateSchema(Name);

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) => before with { Schemas = before.Schemas.Remove(Name) };

    /// <inheritdoc />
    public override DropSchema WithNames(ModelNames names) => this;

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) => text.Member(nameof(Name), Name);
}
