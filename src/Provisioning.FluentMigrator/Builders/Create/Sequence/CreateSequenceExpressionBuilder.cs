using FluentMigrator.Expressions;
using FluentMigrator.Model;

namespace FluentMigrator.Builders.Create.Sequence;

/// <summary><c>Create.Sequence</c>.</summary>
/// <param name="expression">The sequence.</param>
public sealed class CreateSequenceExpressionBuilder(CreateSequenceExpression expression) :
    ExpressionBuilderBase<CreateSequenceExpression>(expression), ICreateSequenceInSchemaSyntax
{
    /// <inheritdoc />
    public ICreateSequenceSyntax InSchema(string? schemaName) => Set(sequence => sequence.SchemaName = schemaName);

    /// <inheritdoc />
    public ICreateSequenceSyntax IncrementBy(long increment) => Set(sequence => sequence.Increment = increment);

    /// <inheritdoc />
    public ICreateSequenceSyntax MinValue(long minValue) => Set(sequence => sequence.MinValue = minValue);

    /// <inheritdoc />
    public ICreateSequenceSyntax MaxValue(long maxValue) => Set(sequence => sequence.MaxValue = maxValue);

    /// <inheritdoc />
    public ICreateSequenceSyntax StartWith(long startWith) => Set(sequence => sequence.StartWith = startWith);

    /// <inheritdoc />
    public ICreateSequenceSyntax Cache(long value) => Set(sequence => sequence.Cache = value);

    /// <inheritdoc />
    public ICreateSequenceSyntax Cycle() => Set(sequence => sequence.Cycle = true);

    private CreateSequenceExpressionBuilder Set(Action<SequenceDefinition> change)
    {
        change(Expression.Sequence);
        return this;
    }
}
