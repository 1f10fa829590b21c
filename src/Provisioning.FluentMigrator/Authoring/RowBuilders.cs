using FluentMigrator.Builders.Delete;
using FluentMigrator.Builders.Insert;
using FluentMigrator.Builders.Update;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary><c>Insert.IntoTable</c>.</summary>
internal sealed class InsertBuilder(string table) : IInsertDataOrInSchemaSyntax, IDraft
{
    private readonly List<ValueList<ColumnValue>> _rows = [];
    private ObjectName _table = table;

    public IdentityOverride Overriding { get; set; }

    public IInsertDataSyntax InSchema(string? schemaName)
    {
        _table = _table with { Schema = schemaName };
        return this;
    }

    public IInsertDataSyntax Row(object dataAsAnonymousType)
    {
        _rows.Add(Values.Row(dataAsAnonymousType));
        return this;
    }

    public IInsertDataSyntax Rows(params object[] dataAsAnonymousTypes)
    {
        _rows.AddRange(dataAsAnonymousTypes.Select(Values.Row));
        return this;
    }

    public IInsertDataSyntax Row(IDictionary<string, object> data) => Row((object)data);

    public IInsertDataSyntax Rows(params IDictionary<string, object>[] data) => Rows((object[])data);

    public void Check(Problems problems) => problems.Require(_table, "an insert");

    public IEnumerable<Operation> Operations() =>
        _rows.Count == 0 ? [] : [new InsertRows(_table, _rows.ToValueList()) { Overriding = Overriding }];
}

/// <summary><c>Update.Table</c>.</summary>
internal sealed class UpdateBuilder(string table) : IUpdateSetOrInSchemaSyntax, IUpdateWhereSyntax, IDraft
{
    private ObjectName _table = table;
    private ValueList<ColumnValue> _set = [];
    private RowFilter? _where;
    private bool _isSaidTwice;

    public IUpdateSetSyntax InSchema(string? schemaName)
    {
        _table = _table with { Schema = schemaName };
        return this;
    }

    public IUpdateWhereSyntax Set(object dataAsAnonymousType)
    {
        _set = Values.Fragment(dataAsAnonymousType) is { } sql ? [new("", new SqlExpression(sql))] : Values.Row(dataAsAnonymousType);
        return this;
    }

    public IUpdateWhereSyntax Set(IDictionary<string, object> data) => Set((object)data);

    public void Where(object dataAsAnonymousType) => Narrow(Values.Filter(dataAsAnonymousType));

    public void Where(IDictionary<string, object> data) => Where((object)data);

    public void AllRows() => Narrow(new RowFilter.All());

    public void Check(Problems problems)
    {
        problems.Require(_table, "an update");
        if (_set.Count == 0)
        {
            problems.Add($"an update of {_table} sets no column");
        }

        if (_where is null or RowFilter.Matching { Values: [] })
        {
            problems.Add($"an update of {_table} does not say which rows; end it with Where or AllRows");
        }

        if (_isSaidTwice)
        {
            problems.Add($"an update of {_table} says twice which rows; use either Where or AllRows");
        }
    }

    public IEnumerable<Operation> Operations() => [new UpdateRows(_table, _set, _where ?? new RowFilter.All())];

    private void Narrow(RowFilter where)
    {
        _isSaidTwice = _where is not null;
        _where = where;
    }
}

/// <summary><c>Delete.FromTable</c>.</summary>
internal sealed class DeleteRowsBuilder(string table) : IDeleteDataOrInSchemaSyntax, IDraft
{
    private readonly List<RowFilter> _filters = [];
    private ObjectName _table = table;

    public IDeleteDataSyntax InSchema(string? schemaName)
    {
        _table = _table with { Schema = schemaName };
        return this;
    }

    public IDeleteDataSyntax Row(object dataAsAnonymousType)
    {
        _filters.Add(Values.Filter(dataAsAnonymousType));
        return this;
    }

    public void AllRows() => _filters.Add(new RowFilter.All());

    public void IsNull(string columnName) => _filters.Add(new RowFilter.Matching([new(columnName, null)]));

    public void Check(Problems problems)
    {
        problems.Require(_table, "a deletion of rows");
        if (_filters.Count == 0 || _filters.Exists(filter => filter is RowFilter.Matching { Values: [] }))
        {
            problems.Add($"a deletion of rows of {_table} does not say which rows; end it with Row, IsNull or AllRows");
        }
    }

    public IEnumerable<Operation> Operations() => [new DeleteRows(_table, _filters.ToValueList())];
}
