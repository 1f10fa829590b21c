using Provisioning.Authoring;
using Provisioning.Operations;
using Provisioning.Schema;

namespace FluentMigrator.Expressions;

/// <summary>Drops a table with its rows.</summary>
public class DeleteTableExpression : MigrationExpressionBase, ISchemaExpression, IDraft
{
    /// <inheritdoc />
    public virtual string? SchemaName { get; set; }

    /// <summary>The table.</summary>
    public virtual string? TableName { get; set; }

    /// <summary>Whether it may be missing.</summary>
    public bool IfExists { get; set; }

    void IDraft.Check(Problems problems) => problems.Require(TableName, "a table to delete");

    IEnumerable<Operation> IDraft.Operations() => [new DropTable(new(SchemaName, TableName!), IfExists)];
}

/// <summary>Gives a table another name.</summary>
public class RenameTableExpression : MigrationExpressionBase, ISchemaExpression, IDraft
{
    /// <inheritdoc />
    public virtual string? SchemaName { get; set; }

    /// <summary>The name now.</summary>
    public virtual string? OldName { get; set; }

    /// <summary>The name then.</summary>
    public virtual string? NewName { get; set; }

    private ObjectName Table => new(SchemaName, OldName ?? "");

    void IDraft.Check(Problems problems)
    {
        problems.Require(OldName, "a table to rename");
        problems.Require(NewName, $"what table {Table} is to become");
    }

    IEnumerable<Operation> IDraft.Operations() => [new RenameTable(Table, NewName!)];
}

/// <summary>Describes a table already there. By itself it changes nothing: its columns are expressions of their own.</summary>
public class AlterTableExpression : MigrationExpressionBase, ISchemaExpression, IDraft
{
    /// <inheritdoc />
    public virtual string? SchemaName { get; set; }

    /// <summary>The table.</summary>
    public virtual string? TableName { get; set; }

    /// <summary>What it holds; null for nothing.</summary>
    public virtual string? TableDescription { get; set; }

    void IDraft.Check(Problems problems) => problems.Require(TableName, "a table to alter");

    IEnumerable<Operation> IDraft.Operations() => [];
}

/// <summary>Moves a table into another schema.</summary>
public class AlterSchemaExpression : MigrationExpressionBase, IDraft
{
    /// <summary>The schema now; null for the default one.</summary>
    public virtual string? SourceSchemaName { get; set; }

    /// <summary>The table.</summary>
    public virtual string? TableName { get; set; }

    /// <summary>The schema then; null for the default one.</summary>
    public virtual string? DestinationSchemaName { get; set; }

    void IDraft.Check(Problems problems) => problems.Require(TableName, "a table to move");

    IEnumerable<Operation> IDraft.Operations() => [new MoveTable(new(SourceSchemaName, TableName!), DestinationSchemaName)];
}

/// <summary>Creates a schema.</summary>
public class CreateSchemaExpression : MigrationExpressionBase, IDraft
{
    /// <summary>The name.</summary>
    public virtual string? SchemaName { get; set; }

    void IDraft.Check(Problems problems) => problems.Require(SchemaName, "a schema to create");

    IEnumerable<Operation> IDraft.Operations() => [new CreateSchema(SchemaName!)];
}

/// <summary>Drops a schema.</summary>
public class DeleteSchemaExpression : MigrationExpressionBase, IDraft
{
    /// <summary>The name.</summary>
    public virtual string? SchemaName { get; set; }

    void IDraft.Check(Problems problems) => problems.Require(SchemaName, "a schema to delete");

    IEnumerable<Operation> IDraft.Operations() => [new DropSchema(SchemaName!)];
}
