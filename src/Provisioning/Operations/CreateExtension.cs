using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Makes an extension's types and functions usable. An installed one stays as it is. PostgreSQL
/// only.</summary>
/// <param name="Name">The extension.</param>
/// <param name="Schema">The schema for its objects; null for the default one.</param>
public sealed record CreateExtension(string Name, string? Schema = null) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"create extension {Name}";

    /// <inheritdoc />
    public override Operation Inverse => new DropExtension(Name, Schema);

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before with
        {
            Extensions = before.Extensions.Add(Name),
        };

    /// <inheritdoc />
    public override CreateExtension WithNames(ModelNames names) => this;

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) => text.Member(nameof(Name), Name).Member(nameof(Schema), Schema);
}
