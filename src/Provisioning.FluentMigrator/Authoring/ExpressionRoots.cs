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
using FluentMigrator.Builders.Execute;
using FluentMigrator.Builders.IfDatabase;
using FluentMigrator.Builders.Insert;
using FluentMigrator.Builders.Rename;
using FluentMigrator.Builders.Rename.Table;
using FluentMigrator.Builders.Schema;
using FluentMigrator.Builders.Update;
using Provisioning.Operations;

namespace Provisioning.Authoring;

/// <summary>The roots of all chains over one collector.</summary>
internal sealed class ExpressionRoots(OperationCollector collector) : IIfDatabaseExpressionRoot
{
    public ICreateExpressionRoot Create => new CreateRoot(collector);

    public IAlterExpressionRoot Alter => new AlterRoot(collector);

    public IDeleteExpressionRoot Delete => new DeleteRoot(collector);

    public IRenameExpressionRoot Rename => new RenameRoot(collector);

    public IInsertExpressionRoot Insert => new InsertRoot(collector);

    public IUpdateExpressionRoot Update => new UpdateRoot(collector);

    public IExecuteExpressionRoot Execute => new ExecuteRoot(collector);

    public ISchemaExpressionRoot Schema => new SchemaRoot(collector.Context.Schema);

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
internal abstract class Root(OperationCollector collector)
{
    public T Add<T>(T draft)
        where T : IDraft => collector.Add(draft);
}

/// <summary><c>Create</c>.</summary>
internal sealed class CreateRoot(OperationCollector collector) : Root(collector), ICreateExpressionRoot
{
    public ICreateSchemaOptionsSyntax Schema(string schemaName) => Add(new CreateSchemaBuilder(schemaName));

    public ICreateTableWithColumnOrSchemaOrDescriptionSyntax Table(string tableName) => Add(new CreateTableBuilder(tableName));

    public ICreateColumnOnTableSyntax Column(string columnName) => Add(new CreateColumnBuilder(columnName));

    public ICreateForeignKeyFromTableSyntax ForeignKey() => ForeignKey(null);

    public ICreateForeignKeyFromTableSyntax ForeignKey(string? foreignKeyName) =>
        new CreateForeignKeyBuilder(Add(new ForeignKeyDraft(foreignKeyName)));

    public ICreateIndexForTableSyntax Index() => Index(null);

    public ICreateIndexForTableSyntax Index(string? indexName) => new CreateIndexBuilder(Add(new IndexDraft(indexName)));

    public ICreateSequenceInSchemaSyntax Sequence(string sequenceName) => Add(new SequenceBuilder(sequenceName));

    public ICreateConstraintOnTableSyntax PrimaryKey() => PrimaryKey(null);

    public ICreateConstraintOnTableSyntax PrimaryKey(string? primaryKeyName) =>
        Add(new CreateConstraintBuilder(primaryKeyName, ConstraintKind.PrimaryKey));

    public ICreateConstraintOnTableSyntax UniqueConstraint() => UniqueConstraint(null);

    public ICreateConstraintOnTableSyntax UniqueConstraint(string? constraintName) =>
        Add(new CreateConstraintBuilder(constraintName, ConstraintKind.Unique));

    private sealed class CreateSchemaBuilder(string name) : ICreateSchemaOptionsSyntax, IDraft
    {
        public void Check(Problems problems) => problems.Require(name, "a schema to create");

        public IEnumerable<Operation> Operations() => [new CreateSchema(name)];
    }
}

/// <summary><c>Alter</c>.</summary>
internal sealed class AlterRoot(OperationCollector collector) : Root(collector), IAlterExpressionRoot
{
    public IAlterTableAddColumnOrAlterColumnOrSchemaOrDescriptionSyntax Table(string tableName) => Add(new AlterTableBuilder(tableName));

    public IAlterColumnOnTableSyntax Column(string columnName) => Add(new AlterColumnBuilder(columnName));
}

/// <summary><c>Delete</c>.</summary>
internal sealed class DeleteRoot(OperationCollector collector) : Root(collector), IDeleteExpressionRoot
{
    public void Schema(string schemaName) => Add(new DropBuilder("a schema", schemaName, (schema, _) => new DropSchema(schema.Name)));

    public IIfExistsOrInSchemaSyntax Table(string tableName) =>
        Add(new DropBuilder("a table", tableName, (table, ifExists) => new DropTable(table, ifExists)));

    public IDeleteColumnFromTableSyntax Column(string columnName) => Add(new DeleteColumnBuilder(columnName));

    public IDeleteForeignKeyFromTableSyntax ForeignKey() => Add(new DeleteForeignKeyBuilder());

    public IDeleteForeignKeyOnTableSyntax ForeignKey(string foreignKeyName) => Add(new DeleteForeignKeyByNameBuilder(foreignKeyName));

    public IDeleteDataOrInSchemaSyntax FromTable(string tableName) => Add(new DeleteRowsBuilder(tableName));

    public IDeleteIndexForTableSyntax Index(string? indexName) => Add(new DeleteIndexBuilder(indexName));

    public IDeleteIndexForTableSyntax Index() => Index(null);

    public IInSchemaSyntax Sequence(string sequenceName) =>
        Add(new DropBuilder("a sequence", sequenceName, (sequence, _) => new DropSequence(sequence)));

    public IDeleteConstraintOnTableSyntax PrimaryKey(string primaryKeyName) =>
        Add(new DeleteConstraintBuilder(primaryKeyName, ConstraintKind.PrimaryKey));

    public IDeleteConstraintOnTableSyntax UniqueConstraint(string? constraintName) =>
        Add(new DeleteConstraintBuilder(constraintName, ConstraintKind.Unique));

    public IDeleteConstraintOnTableSyntax UniqueConstraint() => UniqueConstraint(null);

    public IDeleteDefaultConstraintOnTableSyntax DefaultConstraint() => Add(new DeleteDefaultBuilder());
}

/// <summary><c>Rename</c>.</summary>
internal sealed class RenameRoot(OperationCollector collector) : Root(collector), IRenameExpressionRoot
{
    public IRenameTableToOrInSchemaSyntax Table(string oldName) => Add(new RenameTableBuilder(oldName));

    public IRenameColumnTableSyntax Column(string oldName) => Add(new RenameColumnBuilder(oldName));
}

/// <summary><c>Insert</c>.</summary>
internal sealed class InsertRoot(OperationCollector collector) : Root(collector), IInsertExpressionRoot
{
    public IInsertDataOrInSchemaSyntax IntoTable(string tableName) => Add(new InsertBuilder(tableName));
}

/// <summary><c>Update</c>.</summary>
internal sealed class UpdateRoot(OperationCollector collector) : Root(collector), IUpdateExpressionRoot
{
    public IUpdateSetOrInSchemaSyntax Table(string tableName) => Add(new UpdateBuilder(tableName));
}
