using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Does one thing or another, by what exists in the database when its turn has come.</summary>
/// <param name="Condition">The condition, for people.</param>
/// <param name="Holds">Whether it holds. Compared by reference.</param>
/// <param name="Then">What is done where it holds.</param>
/// <param name="Otherwise">What is done where it does not.</param>
public sealed record Conditional(string Condition, Func<ISchemaState, bool> Holds, ValueList<Operation> Then, ValueList<Operation> Otherwise) : Operation
{
    /// <inheritdoc />
    public override Operation? Inverse => null;

    /// <inheritdoc />
    public override string Summary => $"where {Condition}: {string.Join(", ", Then.Select(operation => operation.Summary))}";

    /// <summary>What is done where this exists.</summary>
    public ValueList<Operation> Chosen(ISchemaState state) => Holds(state) ? Then : Otherwise;
}
