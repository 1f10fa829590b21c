using FluentMigrator.Builders.Create.Constraint;
using FluentMigrator.Builders.Delete.Constraint;
using FluentMigrator.Builders.Delete.DefaultConstraint;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary><c>Create.PrimaryKey</c> and <c>Create.UniqueConstraint</c>.</summary>
internal sealed class CreateConstraintBuilder(string? name, ConstraintKind kind) :
    ICreateConstraintOnTableSyntax, ICreateConstraintWithSchemaOrColumnSyntax, ICreateConstraintOptionsSyntax, IDraft
{
    private ObjectName _table = "";
    private IReadOnlyList<string> _columns = [];

    private string What => $"{(kind is ConstraintKind.PrimaryKey ? "primary key" : "unique constraint")} {name}".TrimEnd();

    public ICreateConstraintWithSchemaOrColumnSyntax OnTable(string tableName)
    {
        _table = tableName;
        return this;
    }

    public ICreateConstraintColumnsSyntax WithSchema(string? schemaName)
    {
        _table = _table with { Schema = schemaName };
        return this;
    }

    public ICreateConstraintOptionsSyntax Column(string columnName) => Columns(columnName);

    public ICreateConstraintOptionsSyntax Columns(params string[] columnNames)
    {
        _columns = columnNames;
        return this;
    }

    public ICreateConstraintOptionsSyntax Columns(IEnumerable<string> columnNames) => Columns([.. columnNames]);

    public void Check(Problems problems)
    {
        problems.Require(_table, What);
        problems.Require(_columns, $"{What} of {_table}");
    }

    public IEnumerable<Operation> Operations() => kind is ConstraintKind.PrimaryKey
        ? [new AddPrimaryKey(_table, new(name ?? Names.PrimaryKey(_table, _columns), _columns.ToValueList()))]
        : [new AddUnique(_table, new(name ?? Names.Unique(_table, _columns), _columns.ToValueList()))];
}

/// <summary><c>Delete.PrimaryKey</c>, <c>Delete.UniqueConstraint</c> and <c>Delete.CheckConstraint</c>.</summary>
internal sealed class DeleteConstraintBuilder(string? name, ConstraintKind kind) :
    IDeleteConstraintOnTableSyntax, IDeleteConstraintInSchemaOptionsSyntax, IDraft
{
    private ObjectName _table = "";
    private IReadOnlyList<string> _columns = [];

    public IDeleteConstraintInSchemaOptionsSyntax FromTable(string tableName)
    {
        _table = tableName;
        return this;
    }

    public IDeleteConstraintInSchemaOptionsSyntax InSchema(string? schemaName)
    {
        _table = _table with { Schema = schemaName };
        return this;
    }

    public void Column(string columnName) => Columns(columnName);

    public void Columns(params string[] columnNames) => _columns = columnNames;

    public void Check(Problems problems)
    {
        problems.Require(_table, $"constraint {name} to delete");
        if (name is null)
        {
            problems.Require(_columns, $"a constraint of {_table} to delete that is not named");
        }
        else
        {
            problems.Require(name, "a constraint to delete");
        }
    }

    public IEnumerable<Operation> Operations() => [new DropConstraint(_table, name ?? Names.Unique(_table, _columns), kind)];
}

/// <summary><c>Delete.DefaultConstraint</c>.</summary>
internal sealed class DeleteDefaultBuilder :
    IDeleteDefaultConstraintOnTableSyntax, IDeleteDefaultConstraintOnColumnOrInSchemaSyntax, IDraft
{
    private ObjectName _table = "";
    private string _column = "";

    public IDeleteDefaultConstraintOnColumnOrInSchemaSyntax OnTable(string tableName)
    {
        _table = tableName;
        return this;
    }

    public IDeleteDefaultConstraintOnColumnSyntax InSchema(string? schemaName)
    {
        _table = _table with { Schema = schemaName };
        return this;
    }

    public void OnColumn(string columnName) => _column = columnName;

    public void Check(Problems problems)
    {
        problems.Require(_table, "a default to delete");
        problems.Require(_column, $"the column of {_table} whose default is to be deleted");
    }

    public IEnumerable<Operation> Operations() => [new SetDefault(_table, _column, null)];
}
