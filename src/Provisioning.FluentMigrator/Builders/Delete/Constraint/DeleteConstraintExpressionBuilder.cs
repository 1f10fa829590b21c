using FluentMigrator.Expressions;

namespace FluentMigrator.Builders.Delete.Constraint;

/// <summary><c>Delete.PrimaryKey</c> and <c>Delete.UniqueConstraint</c>.</summary>
/// <param name="expression">The constraint.</param>
public sealed class DeleteConstraintExpressionBuilder(DeleteConstraintExpression expression) : ExpressionBuilderBase<DeleteConstraintExpression>(expression),
    IDeleteConstraintOnTableSyntax, IDeleteConstraintInSchemaOptionsSyntax
{
    /// <inheritdoc />
    public IDeleteConstraintInSchemaOptionsSyntax FromTable(string tableName)
    {
        Expression.Constraint.TableName = tableName;
        return this;
    }

    /// <inheritdoc />
    public IDeleteConstraintInSchemaOptionsSyntax InSchema(string? schemaName)
    {
        Expression.Constraint.SchemaName = schemaName;
        return this;
    }

    /// <inheritdoc />
    public void Column(string columnName) => Columns(columnName);

    /// <inheritdoc />
    public void Columns(params string[] columnNames) => Expression.Constraint.Columns = columnNames;
}
