using FluentMigrator.Expressions;

namespace FluentMigrator.Builders.Delete.DefaultConstraint;

/// <summary><c>Delete.DefaultConstraint</c>.</summary>
/// <param name="expression">The default.</param>
public sealed class DeleteDefaultConstraintExpressionBuilder(DeleteDefaultConstraintExpression expression) :
    ExpressionBuilderBase<DeleteDefaultConstraintExpression>(expression), IDeleteDefaultConstraintOnTableSyntax, IDeleteDefaultConstraintOnColumnOrInSchemaSyntax
{
    /// <inheritdoc />
    public IDeleteDefaultConstraintOnColumnOrInSchemaSyntax OnTable(string tableName)
    {
        Expression.TableName = tableName;
        return this;
    }

    /// <inheritdoc />
    public IDeleteDefaultConstraintOnColumnSyntax InSchema(string? schemaName)
    {
        Expression.SchemaName = schemaName;
        return this;
    }

    /// <inheritdoc />
    public void OnColumn(string columnName) => Expression.ColumnName = columnName;
}
