using FluentMigrator.Expressions;

namespace FluentMigrator.Builders.Delete.Table;

/// <summary><c>Delete.Table</c>.</summary>
/// <param name="expression">The table.</param>
public sealed class DeleteTableExpressionBuilder(DeleteTableExpression expression) :
    ExpressionBuilderBase<DeleteTableExpression>(expression), IIfExistsOrInSchemaSyntax
{
    /// <inheritdoc />
    public IInSchemaSyntax IfExists()
    {
        Expression.IfExists = true;
        return this;
    }

    /// <inheritdoc />
    public void InSchema(string? schemaName) => Expression.SchemaName = schemaName;
}
