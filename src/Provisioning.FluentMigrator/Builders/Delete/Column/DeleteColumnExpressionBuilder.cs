using FluentMigrator.Expressions;

namespace FluentMigrator.Builders.Delete.Column;

/// <summary><c>Delete.Column</c>.</summary>
/// <param name="expression">The columns.</param>
public sealed class DeleteColumnExpressionBuilder(DeleteColumnExpression expression) :
    ExpressionBuilderBase<DeleteColumnExpression>(expression), IDeleteColumnFromTableSyntax, IInSchemaSyntax
{
    /// <inheritdoc />
    public IDeleteColumnFromTableSyntax Column(string columnName)
    {
        Expression.ColumnNames.Add(columnName);
        return this;
    }

    /// <inheritdoc />
    public IInSchemaSyntax FromTable(string tableName)
    {
        Expression.TableName = tableName;
        return this;
    }

    /// <inheritdoc />
    public void InSchema(string? schemaName) => Expression.SchemaName = schemaName;
}
