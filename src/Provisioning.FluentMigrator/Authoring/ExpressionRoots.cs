using System.Reflection;
using FluentMigrator.Builders;
using FluentMigrator.Builders.Alter;
using FluentMigrator.Builders.Alter.Column;
using FluentMigrator.Builders.Alter.Table;
using FluentMigrator.Builders.Create;
using FluentMigrator.Builders.Create.Column;
using FluentMigrator.Builders.Create.Constraint;
using FluentMigrator.Builders.Create.ForeignKey;
using FluentMigrator.Builders.Create.Index;
using FluentMigrator.Builders.Create.Schema;
using FluentMigrator.Builders.Create.Sequence;
using FluentMigrator.Builders.Create.Table;
using FluentMigrator.Builders.Delete;
using FluentMigrator.Builders.Delete.Column;
using FluentMigrator.Builders.Delete.Constraint;
using FluentMigrator.Builders.Delete.DefaultConstraint;
using FluentMigrator.Builders.Delete.ForeignKey;
using FluentMigrator.Builders.Delete.Index;
using FluentMigrator.Builders.Delete.Sequence;
using FluentMigrator.Builders.Delete.Table;
using FluentMigrator.Builders.Execute;
using FluentMigrator.Builders.IfDatabase;
using FluentMigrator.Builders.Insert;
using FluentMigrator.Builders.Rename;
using FluentMigrator.Builders.Rename.Column;
using FluentMigrator.Builders.Rename.Table;
using FluentMigrator.Builders.Schema;
using FluentMigrator.Builders.Update;
using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;
using FluentMigrator.Model;

namespace Provisioning.Authoring;

/// <summary>The roots of all chains over one context.</summary>
/// <param name="context">Where what they describe is collected.</param>
/// <param name="assembly">Where embedded scripts are.</param>
internal sealed class ExpressionRoots(IMigrationContext context, Assembly assembly) : IIfDatabaseExpressionRoot
{
    public ICreateExpressionRoot Create => new CreateRoot(context);

    public IAlterExpressionRoot Alter => new AlterRoot(context);

    public IDeleteExpressionRoot Delete => new DeleteRoot(context);

    public IRenameExpressionRoot Rename => new RenameRoot(context);

    public IInsertExpressionRoot Insert => new InsertRoot(context);

    public IUpdateExpressionRoot Update => new UpdateRoot(context);

    public IExecuteExpressionRoot Execute => new ExecuteRoot(context, assembly);

    public ISchemaExpressionRoot Schema => new SchemaRoot(context.QuerySchema);

    /// <summary>Whether the engine is another, so that nothing comes of these roots.</summary>
    public bool AreElsewhere { get; init; }

    public void Delegate(Action delegation)
    {
        if (!AreElsewhere)
        {
            delegation();
        }
    }
}

/// <summary>A root that our additions can add to as well.</summary>
internal abstract class Root(IMigrationContext context)
{
    protected IMigrationContext Context => context;

    public T Add<T>(T expression)
        where T : IMigrationExpression
    {
        context.Expressions.Add(expression);
        return expression;
    }
}

/// <summary><c>Create</c>.</summary>
internal sealed class CreateRoot(IMigrationContext context) : Root(context), ICreateExpressionRoot
{
    public ICreateSchemaOptionsSyntax Schema(string schemaName)
    {
        Add(new CreateSchemaExpression { SchemaName = schemaName });
        return new CreateSchemaOptions();
    }

    public ICreateTableWithColumnOrSchemaOrDescriptionSyntax Table(string tableName) =>
        new CreateTableExpressionBuilder(Add(new CreateTableExpression { TableName = tableName }), Context);

    public ICreateColumnOnTableSyntax Column(string columnName) => new CreateColumnExpressionBuilder(
        Add(new CreateColumnExpression { Column = new() { Name = columnName, ModificationType = ColumnModificationType.Create } }), Context);

    public ICreateForeignKeyFromTableSyntax ForeignKey() => ForeignKey(null);

    public ICreateForeignKeyFromTableSyntax ForeignKey(string? foreignKeyName) =>
        new CreateForeignKeyExpressionBuilder(Add(new CreateForeignKeyExpression { ForeignKey = new() { Name = foreignKeyName } }));

    public ICreateIndexForTableSyntax Index() => Index(null);

    public ICreateIndexForTableSyntax Index(string? indexName) =>
        new CreateIndexExpressionBuilder(Add(new CreateIndexExpression { Index = new() { Name = indexName } }));

    public ICreateSequenceInSchemaSyntax Sequence(string sequenceName) =>
        new CreateSequenceExpressionBuilder(Add(new CreateSequenceExpression { Sequence = new() { Name = sequenceName } }));

    public ICreateConstraintOnTableSyntax PrimaryKey() => PrimaryKey(null);

    public ICreateConstraintOnTableSyntax PrimaryKey(string? primaryKeyName) => Constraint(ConstraintType.PrimaryKey, primaryKeyName);

    public ICreateConstraintOnTableSyntax UniqueConstraint() => UniqueConstraint(null);

    public ICreateConstraintOnTableSyntax UniqueConstraint(string? constraintName) => Constraint(ConstraintType.Unique, constraintName);

    private CreateConstraintExpressionBuilder Constraint(ConstraintType type, string? name)
    {
        var expression = Add(new CreateConstraintExpression(type));
        expression.Constraint.ConstraintName = name;
        return new(expression);
    }

    private sealed class CreateSchemaOptions : ICreateSchemaOptionsSyntax;
}

/// <summary><c>Alter</c>.</summary>
internal sealed class AlterRoot(IMigrationContext context) : Root(context), IAlterExpressionRoot
{
    public IAlterTableAddColumnOrAlterColumnOrSchemaOrDescriptionSyntax Table(string tableName) =>
        new AlterTableExpressionBuilder(Add(new AlterTableExpression { TableName = tableName }), Context);

    public IAlterColumnOnTableSyntax Column(string columnName) => new AlterColumnExpressionBuilder(
        Add(new AlterColumnExpression { Column = new() { Name = columnName, ModificationType = ColumnModificationType.Alter } }), Context);
}

/// <summary><c>Delete</c>.</summary>
internal sealed class DeleteRoot(IMigrationContext context) : Root(context), IDeleteExpressionRoot
{
    public void Schema(string schemaName) => Add(new DeleteSchemaExpression { SchemaName = schemaName });

    public IIfExistsOrInSchemaSyntax Table(string tableName) =>
        new DeleteTableExpressionBuilder(Add(new DeleteTableExpression { TableName = tableName }));

    public IDeleteColumnFromTableSyntax Column(string columnName) =>
        new DeleteColumnExpressionBuilder(Add(new DeleteColumnExpression { ColumnNames = [columnName] }));

    public IDeleteForeignKeyFromTableSyntax ForeignKey() => new DeleteForeignKeyExpressionBuilder(Add(new DeleteForeignKeyExpression()));

    public IDeleteForeignKeyOnTableSyntax ForeignKey(string foreignKeyName) =>
        new DeleteForeignKeyExpressionBuilder(Add(new DeleteForeignKeyExpression { ForeignKey = new() { Name = foreignKeyName } }));

    public IDeleteDataOrInSchemaSyntax FromTable(string tableName) =>
        new DeleteDataExpressionBuilder(Add(new DeleteDataExpression { TableName = tableName }));

    public IDeleteIndexForTableSyntax Index(string? indexName) =>
        new DeleteIndexExpressionBuilder(Add(new DeleteIndexExpression { Index = new() { Name = indexName } }));

    public IDeleteIndexForTableSyntax Index() => Index(null);

    public IInSchemaSyntax Sequence(string sequenceName) =>
        new DeleteSequenceExpressionBuilder(Add(new DeleteSequenceExpression { SequenceName = sequenceName }));

    public IDeleteConstraintOnTableSyntax PrimaryKey(string primaryKeyName) => Constraint(ConstraintType.PrimaryKey, primaryKeyName);

    public IDeleteConstraintOnTableSyntax UniqueConstraint(string? constraintName) => Constraint(ConstraintType.Unique, constraintName);

    public IDeleteConstraintOnTableSyntax UniqueConstraint() => UniqueConstraint(null);

    public IDeleteDefaultConstraintOnTableSyntax DefaultConstraint() =>
        new DeleteDefaultConstraintExpressionBuilder(Add(new DeleteDefaultConstraintExpression()));

    private DeleteConstraintExpressionBuilder Constraint(ConstraintType type, string? name)
    {
        var expression = Add(new DeleteConstraintExpression(type));
        expression.Constraint.ConstraintName = name;
        return new(expression);
    }
}

/// <summary><c>Rename</c>.</summary>
internal sealed class RenameRoot(IMigrationContext context) : Root(context), IRenameExpressionRoot
{
    public IRenameTableToOrInSchemaSyntax Table(string oldName) =>
        new RenameTableExpressionBuilder(Add(new RenameTableExpression { OldName = oldName }));

    public IRenameColumnTableSyntax Column(string oldName) =>
        new RenameColumnExpressionBuilder(Add(new RenameColumnExpression { OldName = oldName }));
}

/// <summary><c>Insert</c>.</summary>
internal sealed class InsertRoot(IMigrationContext context) : Root(context), IInsertExpressionRoot
{
    public IInsertDataOrInSchemaSyntax IntoTable(string tableName) =>
        new InsertDataExpressionBuilder(Add(new InsertDataExpression { TableName = tableName }));
}

/// <summary><c>Update</c>.</summary>
internal sealed class UpdateRoot(IMigrationContext context) : Root(context), IUpdateExpressionRoot
{
    public IUpdateSetOrInSchemaSyntax Table(string tableName) =>
        new UpdateDataExpressionBuilder(Add(new UpdateDataExpression { TableName = tableName }));
}
