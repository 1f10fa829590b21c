using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;
using FluentMigrator.Model;

namespace FluentMigrator.Builders.Create.Table;

/// <summary><c>Create.Table</c>. Foreign keys belong to the table; indexes follow it.</summary>
/// <param name="expression">The table.</param>
/// <param name="context">Where what follows the table is collected.</param>
public sealed class CreateTableExpressionBuilder(CreateTableExpression expression, IMigrationContext context) :
    ColumnExpressionBuilder<CreateTableExpression, ICreateTableColumnOptionOrWithColumnSyntax, ICreateTableColumnOptionOrForeignKeyCascadeOrWithColumnSyntax>(expression, context),
    ICreateTableWithColumnOrSchemaOrDescriptionSyntax, ICreateTableColumnAsTypeSyntax,
    ICreateTableColumnOptionOrForeignKeyCascadeOrWithColumnSyntax
{
    /// <summary>The column that the chain is at.</summary>
    public ColumnDefinition? CurrentColumn { get; set; }

    /// <inheritdoc />
    public override string? SchemaName => Expression.SchemaName;

    /// <inheritdoc />
    public override string? TableName => Expression.TableName;

    /// <inheritdoc />
    public ICreateTableWithColumnOrSchemaSyntax WithDescription(string description)
    {
        Expression.TableDescription = description;
        return this;
    }

    /// <inheritdoc />
    public ICreateTableWithColumnOrSchemaSyntax IfNotExists()
    {
        Expression.IfNotExists = true;
        return this;
    }

    /// <inheritdoc />
    public ICreateTableWithColumnSyntax InSchema(string? schemaName)
    {
        Expression.SchemaName = schemaName;
        return this;
    }

    /// <inheritdoc />
    public ICreateTableColumnAsTypeSyntax WithColumn(string name)
    {
        CurrentColumn = new() { Name = name, TableName = TableName, ModificationType = ColumnModificationType.Create };
        Expression.Columns.Add(CurrentColumn);
        return this;
    }

    /// <inheritdoc />
    public override ColumnDefinition GetColumnForType() =>
        CurrentColumn ?? throw new InvalidOperationException($"Table {TableName} has no column yet that this could be about. Begin with WithColumn.");

    private protected override void Refer(ForeignKeyDefinition key) => Expression.ForeignKeys.Add(key);
}
