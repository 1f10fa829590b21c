using FluentMigrator.Builders.Create.Table;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary><c>Create.Table</c>. Foreign keys belong to the table; indexes follow it.</summary>
internal sealed class CreateTableBuilder(string name) :
    ColumnBuilder<ICreateTableColumnOptionOrWithColumnSyntax, ICreateTableColumnOptionOrForeignKeyCascadeOrWithColumnSyntax>,
    ICreateTableWithColumnOrSchemaOrDescriptionSyntax, ICreateTableColumnAsTypeSyntax,
    ICreateTableColumnOptionOrForeignKeyCascadeOrWithColumnSyntax, IDraft
{
    private readonly List<ColumnDraft> _columns = [];
    private readonly List<ForeignKeyDraft> _foreignKeys = [];
    private ObjectName _table = name;
    private string? _description;
    private bool _ifNotExists;

    protected override ObjectName TableName => _table;

    public ICreateTableWithColumnOrSchemaSyntax WithDescription(string description)
    {
        _description = description;
        return this;
    }

    public ICreateTableWithColumnOrSchemaSyntax IfNotExists()
    {
        _ifNotExists = true;
        return this;
    }

    public ICreateTableWithColumnSyntax InSchema(string? schemaName)
    {
        _table = _table with { Schema = schemaName };
        return this;
    }

    public ICreateTableColumnAsTypeSyntax WithColumn(string name)
    {
        _columns.Add(Current = new(name));
        return this;
    }

    public void Check(Problems problems)
    {
        problems.Require(_table.Name, "a table to create");
        if (_columns.Count == 0)
        {
            problems.Add($"table {_table} has no columns");
        }

        _columns.ForEach(column => column.Check(problems, _table));
        _foreignKeys.ForEach(key => key.Check(problems));
        foreach (var twice in _columns.GroupBy(column => column.Column.Name, StringComparer.Ordinal).Where(group => group.Skip(1).Any()))
        {
            problems.Add($"table {_table} has the column {twice.Key} twice");
        }
    }

    public IEnumerable<Operation> Operations()
    {
        var keys = _columns.Where(column => column.IsPrimaryKey).ToList();
        var keyName = keys.Select(key => key.PrimaryKeyName).FirstOrDefault(given => given is not null) ?? Names.PrimaryKey(_table);
        var table = new Table(_table, _columns.Select(column => column.Column).ToValueList())
        {
            PrimaryKey = keys.Count == 0 ? null : new(keyName, keys.Select(key => key.Column.Name).ToValueList()),
            ForeignKeys = _foreignKeys.Select(key => key.ToForeignKey()).ToValueList(),
            Description = _description,
        };
        return [new CreateTable(table, _ifNotExists), .. _columns.SelectMany(column => column.Then).SelectMany(draft => draft.Operations())];
    }

    protected override void Refer(ForeignKeyDraft key) => _foreignKeys.Add(key);
}
