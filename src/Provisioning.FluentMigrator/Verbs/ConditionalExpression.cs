using FluentMigrator;
using FluentMigrator.Expressions;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>What <see cref="ConditionalExtensions.When"/> describes.</summary>
/// <param name="text">What messages call the condition.</param>
/// <param name="condition">What has to exist.</param>
/// <param name="then">What is done where it does.</param>
/// <param name="otherwise">What is done where it does not.</param>
internal sealed class ConditionalExpression(string text, Func<ISchemaState, bool> condition, IMigrationExpression[] then, IMigrationExpression[] otherwise) : MigrationExpressionBase
{
    public string Text => text;

    public Func<ISchemaState, bool> Condition => condition;

    public IReadOnlyList<IMigrationExpression> Then => then;

    public IReadOnlyList<IMigrationExpression> Otherwise => otherwise;

    /// <summary>What it may do.</summary>
    public IEnumerable<IMigrationExpression> Inner => then.Concat(otherwise);

    /// <summary>The same condition over other expressions.</summary>
    public ConditionalExpression With(IMigrationExpression[] nextThen, IMigrationExpression[] nextOtherwise) => new(text, condition, nextThen, nextOtherwise);

    public override void ExecuteWith(IMigrationProcessor processor) => throw new NotSupportedException(
        $"When({text}, …) is answered by the runner, and FluentMigrator's own has no answer. Run it with provision, or say UseProvisioning() in ConfigureRunner.");

    public override string ToString() => $"where {text}: {string.Join(", ", then.Select(expression => expression.ToString()))}";
}
