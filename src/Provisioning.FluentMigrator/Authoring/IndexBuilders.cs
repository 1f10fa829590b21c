using FluentMigrator.Builder.Create.Index;
using FluentMigrator.Builders.Create.Index;
using FluentMigrator.Builders.Delete.Index;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>Reaches the index that a chain of calls is at, whatever its syntax.</summary>
internal interface IIndexBuilder
{
    IndexDraft Index { get; }
}

/// <summary><c>Create.Index</c>.</summary>
internal sealed class CreateIndexBuilder(IndexDraft index) : IIndexBuilder,
    ICreateIndexForTableSyntax, ICreateIndexOnColumnOrInSchemaSyntax, ICreateIndexColumnOptionsSyntax,
    ICreateIndexMoreColumnOptionsSyntax, ICreateIndexColumnUniqueOptionsSyntax, ICreateIndexOptionsSyntax, ICreateIndexNonKeyColumnSyntax
{
    public IndexDraft Index { get; } = index;

    public ICreateIndexOnColumnOrInSchemaSyntax OnTable(string tableName)
    {
        Index.Table = tableName;
        return this;
    }

    public ICreateIndexOnColumnSyntax InSchema(string? schemaName)
    {
        Index.Table = Index.Table with { Schema = schemaName };
        return this;
    }

    public ICreateIndexColumnOptionsSyntax OnColumn(string columnName)
    {
        Index.Columns.Add(new(columnName));
        return this;
    }

    public ICreateIndexOptionsSyntax WithOptions() => this;

    public ICreateIndexMoreColumnOptionsSyntax Ascending() => Sort(isDescending: false);

    public ICreateIndexMoreColumnOptionsSyntax Descending() => Sort(isDescending: true);

    public ICreateIndexOnColumnSyntax NonClustered() => this;

    public ICreateIndexOnColumnSyntax Clustered() => this;

    public ICreateIndexNonKeyColumnSyntax Include(string columnName)
    {
        Index.Includes.Add(columnName);
        return this;
    }

    ICreateIndexColumnUniqueOptionsSyntax ICreateIndexColumnOptionsSyntax.Unique() => Unique();

    ICreateIndexOnColumnSyntax ICreateIndexOptionsSyntax.Unique() => Unique();

    private CreateIndexBuilder Unique()
    {
        Index.IsUnique = true;
        return this;
    }

    private CreateIndexBuilder Sort(bool isDescending)
    {
        Index.Columns[^1] = Index.Columns[^1] with { IsDescending = isDescending };
        return this;
    }
}

/// <summary><c>Delete.Index</c>.</summary>
internal sealed class DeleteIndexBuilder(string? name) :
    IDeleteIndexForTableSyntax, IDeleteIndexOnColumnOrInSchemaSyntax, IDeleteIndexOptionsSyntax, IDraft
{
    private ObjectName _table = "";
    private IReadOnlyList<string> _columns = [];

    public IDeleteIndexOnColumnOrInSchemaSyntax OnTable(string tableName)
    {
        _table = tableName;
        return this;
    }

    public IDeleteIndexOnColumnSyntax InSchema(string? schemaName)
    {
        _table = _table with { Schema = schemaName };
        return this;
    }

    public IDeleteIndexOptionsSyntax OnColumn(string columnName) => OnColumns(columnName);

    public IDeleteIndexOptionsSyntax OnColumns(params string[] columnNames)
    {
        _columns = columnNames;
        return this;
    }

    public IDeleteIndexOptionsSyntax WithOptions() => this;

    public void Check(Problems problems)
    {
        problems.Require(_table, $"index {name} to delete");
        if (name is null)
        {
            problems.Require(_columns, $"an index of {_table} to delete that is not named");
        }
        else
        {
            problems.Require(name, "an index to delete");
        }
    }

    public IEnumerable<Operation> Operations() => [new DropIndex(_table, name ?? Names.Index(_table, _columns))];
}
