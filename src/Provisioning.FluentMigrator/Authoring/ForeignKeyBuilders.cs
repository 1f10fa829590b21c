using System.Data;
using FluentMigrator.Builders;
using FluentMigrator.Builders.Create.ForeignKey;
using FluentMigrator.Builders.Delete.ForeignKey;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary><c>Create.ForeignKey</c>.</summary>
internal sealed class CreateForeignKeyBuilder(ForeignKeyDraft key) :
    ICreateForeignKeyFromTableSyntax, ICreateForeignKeyForeignColumnOrInSchemaSyntax, ICreateForeignKeyToTableSyntax,
    ICreateForeignKeyPrimaryColumnOrInSchemaSyntax, ICreateForeignKeyCascadeSyntax
{
    public ICreateForeignKeyForeignColumnOrInSchemaSyntax FromTable(string table)
    {
        key.Table = table;
        return this;
    }

    ICreateForeignKeyForeignColumnSyntax ICreateForeignKeyForeignColumnOrInSchemaSyntax.InSchema(string? schemaName)
    {
        key.Table = key.Table with { Schema = schemaName };
        return this;
    }

    public ICreateForeignKeyToTableSyntax ForeignColumn(string column) => ForeignColumns(column);

    public ICreateForeignKeyToTableSyntax ForeignColumns(params string[] columns)
    {
        key.Columns = columns;
        return this;
    }

    public ICreateForeignKeyPrimaryColumnOrInSchemaSyntax ToTable(string table)
    {
        key.References = table;
        return this;
    }

    ICreateForeignKeyPrimaryColumnSyntax ICreateForeignKeyPrimaryColumnOrInSchemaSyntax.InSchema(string? schemaName)
    {
        key.References = key.References with { Schema = schemaName };
        return this;
    }

    public ICreateForeignKeyCascadeSyntax PrimaryColumn(string column) => PrimaryColumns(column);

    public ICreateForeignKeyCascadeSyntax PrimaryColumns(params string[] columns)
    {
        key.ReferencedColumns = columns;
        return this;
    }

    public ICreateForeignKeyCascadeSyntax OnDelete(Rule rule)
    {
        key.OnDelete = Values.Action(rule);
        return this;
    }

    public ICreateForeignKeyCascadeSyntax OnUpdate(Rule rule)
    {
        key.OnUpdate = Values.Action(rule);
        return this;
    }

    public void OnDeleteOrUpdate(Rule rule) => OnDelete(rule).OnUpdate(rule);
}

/// <summary><c>Delete.ForeignKey()</c>: the one that joins these columns, by the name that it got from them.</summary>
internal sealed class DeleteForeignKeyBuilder :
    IDeleteForeignKeyFromTableSyntax, IDeleteForeignKeyForeignColumnOrInSchemaSyntax, IDeleteForeignKeyToTableSyntax,
    IDeleteForeignKeyPrimaryColumnSyntax, IDraft
{
    private readonly ForeignKeyDraft _key = new(null);

    public IDeleteForeignKeyForeignColumnOrInSchemaSyntax FromTable(string foreignTableName)
    {
        _key.Table = foreignTableName;
        return this;
    }

    IDeleteForeignKeyForeignColumnSyntax IDeleteForeignKeyForeignColumnOrInSchemaSyntax.InSchema(string? schemaName)
    {
        _key.Table = _key.Table with { Schema = schemaName };
        return this;
    }

    public IDeleteForeignKeyToTableSyntax ForeignColumn(string column) => ForeignColumns(column);

    public IDeleteForeignKeyToTableSyntax ForeignColumns(params string[] columns)
    {
        _key.Columns = columns;
        return this;
    }

    public IDeleteForeignKeyPrimaryColumnSyntax ToTable(string table)
    {
        _key.References = table;
        return this;
    }

    IDeleteForeignKeyPrimaryColumnSyntax IDeleteForeignKeyPrimaryColumnSyntax.InSchema(string? schemaName)
    {
        _key.References = _key.References with { Schema = schemaName };
        return this;
    }

    public void PrimaryColumn(string column) => PrimaryColumns(column);

    public void PrimaryColumns(params string[] columns) => _key.ReferencedColumns = columns;

    public void Check(Problems problems) => _key.Check(problems);

    public IEnumerable<Operation> Operations() => _key.Operations().Select(added => added.Inverse!);
}

/// <summary><c>Delete.ForeignKey(name)</c>.</summary>
internal sealed class DeleteForeignKeyByNameBuilder(string name) : IDeleteForeignKeyOnTableSyntax, IInSchemaSyntax, IDraft
{
    private ObjectName _table = "";

    public IInSchemaSyntax OnTable(string foreignTableName)
    {
        _table = foreignTableName;
        return this;
    }

    public void InSchema(string? schemaName) => _table = _table with { Schema = schemaName };

    public void Check(Problems problems)
    {
        problems.Require(name, "a foreign key to delete");
        problems.Require(_table, $"foreign key {name} to delete");
    }

    public IEnumerable<Operation> Operations() => [new DropConstraint(_table, name, ConstraintKind.ForeignKey)];
}
