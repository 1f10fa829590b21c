using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;
using FluentMigrator.Model;

namespace FluentMigrator.Builders.Create.Column;

/// <summary><c>Create.Column</c>.</summary>
/// <param name="expression">The column.</param>
/// <param name="context">Where what follows the column is collected.</param>
public sealed class CreateColumnExpressionBuilder(CreateColumnExpression expression, IMigrationContext context) :
    ColumnExpressionBuilder<CreateColumnExpression, ICreateColumnOptionSyntax, ICreateColumnOptionOrForeignKeyCascadeSyntax>(expression, context),
    ICreateColumnOnTableSyntax, ICreateColumnAsTypeOrInSchemaSyntax, ICreateColumnOptionOrForeignKeyCascadeSyntax
{
    /// <inheritdoc />
    public override string? SchemaName => Expression.SchemaName;

    /// <inheritdoc />
    public override string? TableName => Expression.TableName;

    /// <inheritdoc />
    public ICreateColumnAsTypeOrInSchemaSyntax OnTable(string name)
    {
        Expression.TableName = name;
        Expression.Column.TableName = name;
        return this;
    }

    /// <inheritdoc />
    public ICreateColumnAsTypeSyntax InSchema(string? schemaName)
    {
        Expression.SchemaName = schemaName;
        return this;
    }

    /// <inheritdoc />
    public override ColumnDefinition GetColumnForType() => Expression.Column;
}
