using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Removes an extension; a missing one is no error. PostgreSQL refuses it while columns, indexes or functions
/// use it. PostgreSQL only.</summary>
/// <param name="Name">The extension.</param>
/// <param name="Schema">The schema that its objects are in, for the inverse; null for the default one.</param>
public sealed record DropExtension(string Name, string? Schema = null) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"drop extension {Name}";

    /// <inheritdoc />
    public override Operation Inverse => new CreateExtension(Name, Schema);

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before with
        {
            Extensions = before.Extensions.Remove(Name),
        };

    /// <inheritdoc />
    public override DropExtension WithNames(ModelNames names) => this;

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) => text.Member(nameof(Name), Name).Member(nameof(Schema), Schema);
}
