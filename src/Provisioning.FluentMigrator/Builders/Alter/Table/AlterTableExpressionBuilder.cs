using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;
using FluentMigrator.Model;

namespace FluentMigrator.Builders.Alter.Table;

/// <summary><c>Alter.Table</c>.</summary>
/// <param name="expression">The table.</param>
/// <param name="context">Where its columns are collected.</param>
public sealed class AlterTableExpressionBuilder(AlterTableExpression expression, IMigrationContext context) :
    ColumnExpressionBuilder<AlterTableExpression, IAlterTableColumnOptionOrAddColumnOrAlterColumnSyntax, IAlterTableColumnOptionOrAddColumnOrAlterColumnOrForeignKeyCascadeSyntax>(expression, context),
    IAlterTableAddColumnOrAlterColumnOrSchemaOrDescriptionSyntax, IAlterTableColumnAsTypeSyntax,
    IAlterTableColumnOptionOrAddColumnOrAlterColumnOrForeignKeyCascadeSyntax
{
    /// <summary>The column that the chain is at.</summary>
    public ColumnDefinition? CurrentColumn { get; set; }

    /// <inheritdoc />
    public override string? SchemaName => Expression.SchemaName;

    /// <inheritdoc />
    public override string? TableName => Expression.TableName;

    /// <inheritdoc />
    public IAlterTableAddColumnOrAlterColumnOrSchemaSyntax WithDescription(string description)
    {
        Expression.TableDescription = description;
        return this;
    }

    /// <inheritdoc />
    public IAlterTableAddColumnOrAlterColumnSyntax InSchema(string? schemaName)
    {
        Expression.SchemaName = schemaName;
        return this;
    }

    /// <inheritdoc />
    public IAlterTableColumnAsTypeSyntax AddColumn(string name) => Next(new CreateColumnExpression(), name, ColumnModificationType.Create);

    /// <inheritdoc />
    public IAlterTableColumnAsTypeSyntax AlterColumn(string name) => Next(new AlterColumnExpression(), name, ColumnModificationType.Alter);

    /// <inheritdoc />
    public void ToSchema(string schemaName) =>
        Add(new AlterSchemaExpression { SourceSchemaName = SchemaName, TableName = TableName, DestinationSchemaName = schemaName });

    /// <inheritdoc />
    public override ColumnDefinition GetColumnForType() =>
        CurrentColumn ?? throw new InvalidOperationException($"No column of table {TableName} was named yet that this could be about. Begin with AddColumn or AlterColumn.");

    private AlterTableExpressionBuilder Next(ColumnExpressionBase column, string name, ColumnModificationType modification)
    {
        column.SchemaName = SchemaName;
        column.TableName = TableName;
        column.Column = CurrentColumn = new() { Name = name, TableName = TableName, ModificationType = modification };
        CurrentForeignKey = null;
        Add(column);
        return this;
    }
}
