using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Forgets a database of another server, and how to connect to it. What is there stays. PostgreSQL refuses it
/// while tables are there. PostgreSQL only.</summary>
/// <param name="Name">What the server is called in this database.</param>
public sealed record DropForeignServer(string Name) : Operation
{
    /// <summary>The variable that holds its URL, so that it can be made known again; null where that is not
    /// known.</summary>
    public string? Was { get; init; }

    /// <inheritdoc />
    public override string Summary => $"drop foreign server {Name}";

    /// <inheritdoc />
    public override Operation? Inverse => Was is null ? null : new CreateForeignServer(Name, Was);

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) => before;

    /// <inheritdoc />
    public override DropForeignServer WithNames(ModelNames names) => this;

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) => text.Member(nameof(Name), Name).Member(nameof(Was), Was);
}
