using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;
using FluentMigrator.Model;

namespace FluentMigrator.Builders.Alter.Column;

/// <summary><c>Alter.Column</c>.</summary>
/// <param name="expression">The column.</param>
/// <param name="context">Where what follows the column is collected.</param>
public sealed class AlterColumnExpressionBuilder(AlterColumnExpression expression, IMigrationContext context) :
    ColumnExpressionBuilder<AlterColumnExpression, IAlterColumnOptionSyntax, IAlterColumnOptionOrForeignKeyCascadeSyntax>(expression, context),
    IAlterColumnOnTableSyntax, IAlterColumnAsTypeOrInSchemaSyntax, IAlterColumnOptionOrForeignKeyCascadeSyntax
{
    /// <inheritdoc />
    public override string? SchemaName => Expression.SchemaName;

    /// <inheritdoc />
    public override string? TableName => Expression.TableName;

    /// <inheritdoc />
    public IAlterColumnAsTypeOrInSchemaSyntax OnTable(string name)
    {
        Expression.TableName = name;
        Expression.Column.TableName = name;
        return this;
    }

    /// <inheritdoc />
    public IAlterColumnAsTypeSyntax InSchema(string? schemaName)
    {
        Expression.SchemaName = schemaName;
        return this;
    }

    /// <inheritdoc />
    public override ColumnDefinition GetColumnForType() => Expression.Column;
}
