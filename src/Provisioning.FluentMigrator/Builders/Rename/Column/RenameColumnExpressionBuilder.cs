using FluentMigrator.Expressions;

namespace FluentMigrator.Builders.Rename.Column;

/// <summary><c>Rename.Column</c>.</summary>
/// <param name="expression">The column.</param>
public sealed class RenameColumnExpressionBuilder(RenameColumnExpression expression) :
    ExpressionBuilderBase<RenameColumnExpression>(expression), IRenameColumnTableSyntax, IRenameColumnToOrInSchemaSyntax
{
    /// <inheritdoc />
    public IRenameColumnToOrInSchemaSyntax OnTable(string tableName)
    {
        Expression.TableName = tableName;
        return this;
    }

    /// <inheritdoc />
    public IRenameColumnToSyntax InSchema(string? schemaName)
    {
        Expression.SchemaName = schemaName;
        return this;
    }

    /// <inheritdoc />
    public void To(string name) => Expression.NewName = name;
}
