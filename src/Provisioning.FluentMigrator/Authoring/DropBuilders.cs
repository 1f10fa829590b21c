using FluentMigrator.Builders;
using FluentMigrator.Builders.Delete.Column;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>What is taken away by its name alone: <c>Delete.Table</c>, <c>Delete.Sequence</c>.</summary>
internal sealed class DropBuilder(string what, ObjectName name, Func<ObjectName, bool, Operation> drop) : IIfExistsOrInSchemaSyntax, IDraft
{
    private ObjectName _name = name;
    private bool _ifExists;

    public IInSchemaSyntax IfExists()
    {
        _ifExists = true;
        return this;
    }

    public void InSchema(string? schemaName) => _name = _name with { Schema = schemaName };

    public void Check(Problems problems) => problems.Require(_name.Name, $"{what} to delete");

    public IEnumerable<Operation> Operations() => [drop(_name, _ifExists)];
}

/// <summary><c>Delete.Column</c>.</summary>
internal sealed class DeleteColumnBuilder(string column) : IDeleteColumnFromTableSyntax, IInSchemaSyntax, IDraft
{
    private readonly List<string> _columns = [column];
    private ObjectName _table = "";

    public IDeleteColumnFromTableSyntax Column(string columnName)
    {
        _columns.Add(columnName);
        return this;
    }

    public IInSchemaSyntax FromTable(string tableName)
    {
        _table = tableName;
        return this;
    }

    public void InSchema(string? schemaName) => _table = _table with { Schema = schemaName };

    public void Check(Problems problems)
    {
        problems.Require(_table, $"column {_columns[0]} to delete");
        problems.Require(_columns, $"the list of columns of {_table} to delete");
    }

    public IEnumerable<Operation> Operations() => _columns.Select(column => new DropColumn(_table, column));
}
