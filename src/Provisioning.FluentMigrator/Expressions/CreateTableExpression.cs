using FluentMigrator.Infrastructure;
using FluentMigrator.Model;
using Provisioning.Authoring;
using Provisioning.Operations;
using Provisioning.Schema;

namespace FluentMigrator.Expressions;

/// <summary>Creates a table. Foreign keys of its columns belong to it; indexes are expressions of their own behind it.</summary>
public class CreateTableExpression : MigrationExpressionBase, ISchemaExpression, IColumnsExpression, ISupportAdditionalFeatures, IDraft
{
    /// <inheritdoc />
    public virtual string? SchemaName { get; set; }

    /// <inheritdoc />
    public virtual string? TableName { get; set; }

    /// <summary>The columns in order.</summary>
    public virtual IList<ColumnDefinition> Columns { get; set; } = [];

    /// <summary>What it holds; null for nothing.</summary>
    public virtual string? TableDescription { get; set; }

    /// <summary>Whether a table of that name may be there already, and is then left as it is.</summary>
    public virtual bool IfNotExists { get; set; }

    /// <inheritdoc />
    public virtual IDictionary<string, object> AdditionalFeatures { get; } = new Dictionary<string, object>(StringComparer.Ordinal);

    IEnumerable<ColumnDefinition> IColumnsExpression.Columns => Columns;

    internal List<ForeignKeyDefinition> ForeignKeys { get; } = [];

    internal List<string> Options { get; } = [];

    private ObjectName Table => new(SchemaName, TableName ?? "");

    void IDraft.Check(Problems problems)
    {
        problems.Require(TableName, "a table to create");
        if (Columns.Count == 0)
        {
            problems.Add($"table {Table} has no columns");
        }

        foreach (var column in Columns)
        {
            column.Check(problems, Table);
        }

        ForeignKeys.ForEach(key => key.Check(problems));
        foreach (var twice in Columns.GroupBy(column => column.Name, StringComparer.Ordinal).Where(group => group.Skip(1).Any()))
        {
            problems.Add($"table {Table} has the column {twice.Key} twice");
        }
    }

    IEnumerable<Operation> IDraft.Operations()
    {
        var keys = Columns.Where(column => column.IsPrimaryKey).ToList();
        var keyName = keys.Select(key => key.PrimaryKeyName).FirstOrDefault(given => given is not null) ?? Names.PrimaryKey(Table);
        var table = new Table(Table, Columns.Select(column => column.ToColumn()).ToValueList())
        {
            PrimaryKey = keys.Count == 0 ? null : new(keyName, keys.Select(key => key.Name).ToValueList()),
            ForeignKeys = ForeignKeys.Select(key => key.ToForeignKey()).ToValueList(),
            Options = Options.ToValueList(),
            Description = TableDescription,
        };
        return [new CreateTable(table, IfNotExists)];
    }
}
