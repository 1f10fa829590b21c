using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Create.Constraint;

/// <summary><c>Create.PrimaryKey</c> and <c>Create.UniqueConstraint</c>.</summary>
/// <param name="expression">The constraint.</param>
public sealed class CreateConstraintExpressionBuilder(CreateConstraintExpression expression) : ExpressionBuilderBase<CreateConstraintExpression>(expression),
    ICreateConstraintOnTableSyntax, ICreateConstraintWithSchemaOrColumnSyntax, ICreateConstraintOptionsSyntax, ISupportAdditionalFeatures
{
    IDictionary<string, object> ISupportAdditionalFeatures.AdditionalFeatures => Expression.AdditionalFeatures;

    /// <inheritdoc />
    public ICreateConstraintWithSchemaOrColumnSyntax OnTable(string tableName)
    {
        Expression.Constraint.TableName = tableName;
        return this;
    }

    /// <inheritdoc />
    public ICreateConstraintColumnsSyntax WithSchema(string? schemaName)
    {
        Expression.Constraint.SchemaName = schemaName;
        return this;
    }

    /// <inheritdoc />
    public ICreateConstraintOptionsSyntax Column(string columnName) => Columns(columnName);

    /// <inheritdoc />
    public ICreateConstraintOptionsSyntax Columns(params string[] columnNames)
    {
        Expression.Constraint.Columns = columnNames;
        return this;
    }

    /// <inheritdoc />
    public ICreateConstraintOptionsSyntax Columns(IEnumerable<string> columnNames) => Columns([.. columnNames]);
}
