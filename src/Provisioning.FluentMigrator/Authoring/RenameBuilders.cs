using FluentMigrator.Builders;
using FluentMigrator.Builders.Rename;
using FluentMigrator.Builders.Rename.Column;
using FluentMigrator.Builders.Rename.Table;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary><c>Rename.Table</c>.</summary>
internal sealed class RenameTableBuilder(string name) : IRenameTableToOrInSchemaSyntax, IInSchemaSyntax, IDraft
{
    private ObjectName _table = name;
    private string _to = "";

    IRenameTableToSyntax IRenameTableToOrInSchemaSyntax.InSchema(string? schemaName)
    {
        _table = _table with { Schema = schemaName };
        return this;
    }

    public IInSchemaSyntax To(string name)
    {
        _to = name;
        return this;
    }

    void IInSchemaSyntax.InSchema(string? schemaName) => _table = _table with { Schema = schemaName };

    public void Check(Problems problems)
    {
        problems.Require(_table.Name, "a table to rename");
        problems.Require(_to, $"what table {_table} is to become");
    }

    public IEnumerable<Operation> Operations() => [new RenameTable(_table, _to)];
}

/// <summary><c>Rename.Column</c>.</summary>
internal sealed class RenameColumnBuilder(string column) : IRenameColumnTableSyntax, IRenameColumnToOrInSchemaSyntax, IDraft
{
    private ObjectName _table = "";
    private string _to = "";

    public IRenameColumnToOrInSchemaSyntax OnTable(string tableName)
    {
        _table = tableName;
        return this;
    }

    public IRenameColumnToSyntax InSchema(string? schemaName)
    {
        _table = _table with { Schema = schemaName };
        return this;
    }

    public void To(string name) => _to = name;

    public void Check(Problems problems)
    {
        problems.Require(column, "a column to rename");
        problems.Require(_table, $"column {column} to rename");
        problems.Require(_to, $"what column {column} of {_table} is to become");
    }

    public IEnumerable<Operation> Operations() => [new RenameColumn(_table, column, _to)];
}
