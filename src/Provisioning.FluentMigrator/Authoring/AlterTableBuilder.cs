using FluentMigrator.Builders.Alter.Table;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary><c>Alter.Table</c>.</summary>
internal sealed class AlterTableBuilder(string name) :
    ColumnBuilder<IAlterTableColumnOptionOrAddColumnOrAlterColumnSyntax, IAlterTableColumnOptionOrAddColumnOrAlterColumnOrForeignKeyCascadeSyntax>,
    IAlterTableAddColumnOrAlterColumnOrSchemaOrDescriptionSyntax, IAlterTableColumnAsTypeSyntax,
    IAlterTableColumnOptionOrAddColumnOrAlterColumnOrForeignKeyCascadeSyntax, IDraft
{
    private readonly List<(ColumnDraft Column, bool IsNew)> _columns = [];
    private ObjectName _table = name;
    private string? _newSchema;

    protected override ObjectName TableName => _table;

    public IAlterTableAddColumnOrAlterColumnOrSchemaSyntax WithDescription(string description) => this;

    public IAlterTableAddColumnOrAlterColumnSyntax InSchema(string? schemaName)
    {
        _table = _table with { Schema = schemaName };
        return this;
    }

    public IAlterTableColumnAsTypeSyntax AddColumn(string name) => Next(name, isNew: true);

    public IAlterTableColumnAsTypeSyntax AlterColumn(string name) => Next(name, isNew: false);

    public void ToSchema(string schemaName) => _newSchema = schemaName;

    public void Check(Problems problems)
    {
        problems.Require(_table.Name, "a table to alter");
        foreach (var (column, isNew) in _columns)
        {
            column.Check(problems, _table);
            if (!isNew && column.ExistingRows is not null)
            {
                problems.Add($"column {column.Column.Name} of {_table} is there already, so SetExistingRowsTo has no place in altering it; use Update.Table");
            }
        }
    }

    public IEnumerable<Operation> Operations()
    {
        var operations = _columns.SelectMany(c => c.IsNew ? c.Column.Added(_table) : c.Column.Altered(_table));
        return _newSchema is null ? operations : operations.Append(new MoveTable(_table, _newSchema));
    }

    private AlterTableBuilder Next(string column, bool isNew)
    {
        _columns.Add((Current = new(column), isNew));
        return this;
    }
}
