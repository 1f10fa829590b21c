using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Drops a function. PostgreSQL refuses it while triggers, defaults or views use it. PostgreSQL
/// only.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Parameters">Its parameters, which tell it from others of that name; empty for none.</param>
public sealed record DropFunction(ObjectName Function, string Parameters = "") : Operation
{
    /// <summary>The function's definition, so that it can be created again; null where it is not known.</summary>
    public Function? Was { get; init; }

    /// <inheritdoc />
    public override string Summary => $"drop function {Function}";

    /// <inheritdoc />
    public override Operation? Inverse => Was is null ? null : new CreateFunction(Was);

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before with
        {
            Functions = before.Functions.Remove($"{Function}({Parameters})"),
        };

    /// <inheritdoc />
    public override DropFunction WithNames(ModelNames names) => this;

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Function), Function).Member(nameof(Parameters), Parameters).Member(nameof(Was), Was);
}
