using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Creates a function. PostgreSQL only.</summary>
/// <param name="Function">The function.</param>
/// <param name="Replaces">Whether it replaces a function of that name and those parameters. Such an operation has no
/// inverse: the function before is not known. Without it, an existing function makes it fail.</param>
public sealed record CreateFunction(Function Function, bool Replaces = false) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"create function {Function.Name}";

    /// <inheritdoc />
    public override Operation? Inverse =>
        Replaces ? null : new DropFunction(Function.Name, Function.Parameters) { Was = Function };

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before with
        {
            Functions = before.Functions.SetItem(Function.Signature, Function),
        };

    /// <inheritdoc />
    public override CreateFunction WithNames(ModelNames names) => this;

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Function), Function).Member(nameof(Replaces), Replaces);
}
