using FluentMigrator.Expressions;

namespace FluentMigrator.Builders.Delete.ForeignKey;

/// <summary><c>Delete.ForeignKey</c>: by name, or the one that joins these columns, by the name that it got from them.</summary>
/// <param name="expression">The foreign key.</param>
public sealed class DeleteForeignKeyExpressionBuilder(DeleteForeignKeyExpression expression) : ExpressionBuilderBase<DeleteForeignKeyExpression>(expression),
    IDeleteForeignKeyFromTableSyntax, IDeleteForeignKeyForeignColumnOrInSchemaSyntax, IDeleteForeignKeyToTableSyntax,
    IDeleteForeignKeyPrimaryColumnSyntax, IDeleteForeignKeyOnTableSyntax, IInSchemaSyntax
{
    /// <inheritdoc />
    public IDeleteForeignKeyForeignColumnOrInSchemaSyntax FromTable(string foreignTableName)
    {
        Expression.ForeignKey.ForeignTable = foreignTableName;
        return this;
    }

    /// <inheritdoc />
    public IInSchemaSyntax OnTable(string foreignTableName)
    {
        Expression.ForeignKey.ForeignTable = foreignTableName;
        return this;
    }

    /// <inheritdoc />
    IDeleteForeignKeyForeignColumnSyntax IDeleteForeignKeyForeignColumnOrInSchemaSyntax.InSchema(string? schemaName)
    {
        Expression.ForeignKey.ForeignTableSchema = schemaName;
        return this;
    }

    /// <inheritdoc />
    void IInSchemaSyntax.InSchema(string? schemaName) => Expression.ForeignKey.ForeignTableSchema = schemaName;

    /// <inheritdoc />
    public IDeleteForeignKeyToTableSyntax ForeignColumn(string column) => ForeignColumns(column);

    /// <inheritdoc />
    public IDeleteForeignKeyToTableSyntax ForeignColumns(params string[] columns)
    {
        Expression.ForeignKey.ForeignColumns = columns;
        return this;
    }

    /// <inheritdoc />
    public IDeleteForeignKeyPrimaryColumnSyntax ToTable(string table)
    {
        Expression.ForeignKey.PrimaryTable = table;
        return this;
    }

    /// <inheritdoc />
    IDeleteForeignKeyPrimaryColumnSyntax IDeleteForeignKeyPrimaryColumnSyntax.InSchema(string? schemaName)
    {
        Expression.ForeignKey.PrimaryTableSchema = schemaName;
        return this;
    }

    /// <inheritdoc />
    public void PrimaryColumn(string column) => PrimaryColumns(column);

    /// <inheritdoc />
    public void PrimaryColumns(params string[] columns) => Expression.ForeignKey.PrimaryColumns = columns;
}
