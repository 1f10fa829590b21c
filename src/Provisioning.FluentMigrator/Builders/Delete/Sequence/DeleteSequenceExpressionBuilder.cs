using FluentMigrator.Expressions;

namespace FluentMigrator.Builders.Delete.Sequence;

/// <summary><c>Delete.Sequence</c>.</summary>
/// <param name="expression">The sequence.</param>
public sealed class DeleteSequenceExpressionBuilder(DeleteSequenceExpression expression) :
    ExpressionBuilderBase<DeleteSequenceExpression>(expression), IInSchemaSyntax
{
    /// <inheritdoc />
    public void InSchema(string? schemaName) => Expression.SchemaName = schemaName;
}
