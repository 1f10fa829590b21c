using System.Data;
using FluentMigrator.Expressions;

namespace FluentMigrator.Builders.Create.ForeignKey;

/// <summary><c>Create.ForeignKey</c>.</summary>
/// <param name="expression">The foreign key.</param>
public sealed class CreateForeignKeyExpressionBuilder(CreateForeignKeyExpression expression) : ExpressionBuilderBase<CreateForeignKeyExpression>(expression),
    ICreateForeignKeyFromTableSyntax, ICreateForeignKeyForeignColumnOrInSchemaSyntax, ICreateForeignKeyToTableSyntax,
    ICreateForeignKeyPrimaryColumnOrInSchemaSyntax, ICreateForeignKeyCascadeSyntax
{
    /// <inheritdoc />
    public ICreateForeignKeyForeignColumnOrInSchemaSyntax FromTable(string table)
    {
        Expression.ForeignKey.ForeignTable = table;
        return this;
    }

    /// <inheritdoc />
    ICreateForeignKeyForeignColumnSyntax ICreateForeignKeyForeignColumnOrInSchemaSyntax.InSchema(string? schemaName)
    {
        Expression.ForeignKey.ForeignTableSchema = schemaName;
        return this;
    }

    /// <inheritdoc />
    public ICreateForeignKeyToTableSyntax ForeignColumn(string column) => ForeignColumns(column);

    /// <inheritdoc />
    public ICreateForeignKeyToTableSyntax ForeignColumns(params string[] columns)
    {
        Expression.ForeignKey.ForeignColumns = columns;
        return this;
    }

    /// <inheritdoc />
    public ICreateForeignKeyPrimaryColumnOrInSchemaSyntax ToTable(string table)
    {
        Expression.ForeignKey.PrimaryTable = table;
        return this;
    }

    /// <inheritdoc />
    ICreateForeignKeyPrimaryColumnSyntax ICreateForeignKeyPrimaryColumnOrInSchemaSyntax.InSchema(string? schemaName)
    {
        Expression.ForeignKey.PrimaryTableSchema = schemaName;
        return this;
    }

    /// <inheritdoc />
    public ICreateForeignKeyCascadeSyntax PrimaryColumn(string column) => PrimaryColumns(column);

    /// <inheritdoc />
    public ICreateForeignKeyCascadeSyntax PrimaryColumns(params string[] columns)
    {
        Expression.ForeignKey.PrimaryColumns = columns;
        return this;
    }

    /// <inheritdoc />
    public ICreateForeignKeyCascadeSyntax OnDelete(Rule rule)
    {
        Expression.ForeignKey.OnDelete = rule;
        return this;
    }

    /// <inheritdoc />
    public ICreateForeignKeyCascadeSyntax OnUpdate(Rule rule)
    {
        Expression.ForeignKey.OnUpdate = rule;
        return this;
    }

    /// <inheritdoc />
    public void OnDeleteOrUpdate(Rule rule) => OnDelete(rule).OnUpdate(rule);
}
