using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Makes a database of another PostgreSQL server known, so that partitions can be there. The URL is read from
/// a variable of the environment when the operation runs: neither the migration nor the ledger holds it. Every role
/// that may use a table with partitions there connects as the URL's user. Needs the extension postgres_fdw. PostgreSQL
/// only.</summary>
/// <param name="Name">What the server is called in this database.</param>
/// <param name="Variable">The variable that holds the URL.</param>
public sealed record CreateForeignServer(string Name, string Variable) : Operation
{
    /// <summary>Whether a server that is there gets the URL that the variable holds now; it then has no inverse, as the
    /// URL before is not known.</summary>
    public bool Replaces { get; init; }

    /// <inheritdoc />
    public override string Summary => $"{(Replaces ? "alter" : "create")} foreign server {Name}";

    /// <inheritdoc />
    public override Operation? Inverse => Replaces ? null : new DropForeignServer(Name) { Was = Variable };

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) => before;

    /// <inheritdoc />
    public override CreateForeignServer WithNames(ModelNames names) => this;

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Name), Name).Member(nameof(Replaces), Replaces).Member(nameof(Variable), Variable);
}
