using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Does one thing or another, depending on what exists in the database when its turn has come. It has no
/// inverse: after it, the condition may hold no longer.</summary>
/// <param name="Condition">The condition, for people.</param>
/// <param name="Holds">Whether it holds; two operations are equal only where it is the same delegate.</param>
/// <param name="Then">What is done where it holds.</param>
/// <param name="Otherwise">What is done where it does not.</param>
public sealed record Conditional(
    string Condition,
    Func<ISchemaState, bool> Holds,
    ValueList<Operation> Then,
    ValueList<Operation> Otherwise
) : Operation
{
    /// <inheritdoc />
    public override string Summary =>
        $"where {Condition}: {string.Join(", ", Then.Select(operation => operation.Summary))}";

    /// <inheritdoc />
    public override Operation? Inverse => null;

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [.. Then.Concat(Otherwise).SelectMany(operation => operation.Losses)];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        Chosen(before).Aggregate(before, (model, operation) => operation.Apply(model));

    /// <inheritdoc />
    public override Conditional WithNames(ModelNames names) =>
        this with
        {
            Then = [.. Then.Select(operation => operation.WithNames(names))],
            Otherwise = [.. Otherwise.Select(operation => operation.WithNames(names))],
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Condition), Condition).Member(nameof(Otherwise), Otherwise).Member(nameof(Then), Then);

    /// <summary>What is done where this exists.</summary>
    public ValueList<Operation> Chosen(ISchemaState state) => Holds(state) ? Then : Otherwise;
}
