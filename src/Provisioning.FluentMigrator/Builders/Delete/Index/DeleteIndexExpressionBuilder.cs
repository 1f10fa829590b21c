using FluentMigrator.Expressions;

namespace FluentMigrator.Builders.Delete.Index;

/// <summary><c>Delete.Index</c>.</summary>
/// <param name="expression">The index.</param>
public sealed class DeleteIndexExpressionBuilder(DeleteIndexExpression expression) : ExpressionBuilderBase<DeleteIndexExpression>(expression),
    IDeleteIndexForTableSyntax, IDeleteIndexOnColumnOrInSchemaSyntax, IDeleteIndexOptionsSyntax
{
    /// <inheritdoc />
    public IDeleteIndexOnColumnOrInSchemaSyntax OnTable(string tableName)
    {
        Expression.Index.TableName = tableName;
        return this;
    }

    /// <inheritdoc />
    public IDeleteIndexOnColumnSyntax InSchema(string? schemaName)
    {
        Expression.Index.SchemaName = schemaName;
        return this;
    }

    /// <inheritdoc />
    public IDeleteIndexOptionsSyntax OnColumn(string columnName) => OnColumns(columnName);

    /// <inheritdoc />
    public IDeleteIndexOptionsSyntax OnColumns(params string[] columnNames)
    {
        Expression.Index.Columns = [.. columnNames.Select(name => new Model.IndexColumnDefinition { Name = name })];
        return this;
    }

    /// <inheritdoc />
    public IDeleteIndexOptionsSyntax WithOptions() => this;
}
