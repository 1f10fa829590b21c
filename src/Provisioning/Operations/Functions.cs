using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Creates a function.</summary>
/// <param name="Function">The function.</param>
/// <param name="Replaces">Whether one of that name and parameters may be there, and is then another; it cannot be reversed, as what it was is not known.</param>
public sealed record CreateFunction(Function Function, bool Replaces = false) : Operation
{
    /// <inheritdoc />
    public override Operation? Inverse => Replaces ? null : new DropFunction(Function.Name, Function.Parameters) { Was = Function };

    /// <inheritdoc />
    public override string Summary => $"create function {Function.Name}";
}

/// <summary>Drops a function.</summary>
/// <param name="Function">The function.</param>
/// <param name="Parameters">Its parameters, which tell it from others of that name; empty for none.</param>
public sealed record DropFunction(ObjectName Function, string Parameters = "") : Operation
{
    /// <summary>The function as it was, where known.</summary>
    public Function? Was { get; init; }

    /// <inheritdoc />
    public override Operation? Inverse => Was is null ? null : new CreateFunction(Was);

    /// <inheritdoc />
    public override string Summary => $"drop function {Function}";
}
