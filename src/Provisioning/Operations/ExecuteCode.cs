using System.Data;
using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Runs code over the connection, inside the migration's transaction where it has one. What it does to
/// structure and data is unknown here, so it has no inverse and changes no model. In a script it is only a
/// comment.</summary>
/// <param name="Run">The code; two operations are equal only where it is the same delegate.</param>
/// <param name="Description">What it does, for messages and scripts.</param>
public sealed record ExecuteCode(Action<IDbConnection, IDbTransaction?> Run, string? Description = null) : Operation
{
    /// <inheritdoc />
    public override string Summary => Description ?? "execute code";

    /// <inheritdoc />
    public override Operation? Inverse => null;

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [new(DataLossKind.Unknown)];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) => before;

    /// <inheritdoc />
    public override ExecuteCode WithNames(ModelNames names) => this;

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) { }
}
