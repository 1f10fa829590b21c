using FluentMigrator.Infrastructure;
using FluentMigrator.Model;
using Provisioning.Authoring;
using Provisioning.Operations;
using Provisioning.Schema;

namespace FluentMigrator.Expressions;

/// <summary>An expression about one column of a table already there.</summary>
public abstract class ColumnExpressionBase : MigrationExpressionBase, ISchemaExpression, IColumnsExpression
{
    /// <inheritdoc />
    public virtual string? SchemaName { get; set; }

    /// <inheritdoc />
    public virtual string? TableName { get; set; }

    /// <summary>The column.</summary>
    public virtual ColumnDefinition Column { get; set; } = new();

    IEnumerable<ColumnDefinition> IColumnsExpression.Columns => [Column];

    private protected ObjectName Table => new(SchemaName, TableName ?? "");
}

/// <summary>Adds a column.</summary>
public class CreateColumnExpression : ColumnExpressionBase, ISupportAdditionalFeatures, IDraft
{
    /// <inheritdoc />
    public virtual IDictionary<string, object> AdditionalFeatures { get; } = new Dictionary<string, object>(StringComparer.Ordinal);

    void IDraft.Check(Problems problems)
    {
        problems.Require(Table, $"column {Column.Name}");
        Column.Check(problems, Table);
    }

    IEnumerable<Operation> IDraft.Operations()
    {
        var column = Column.ToColumn();
        // Rows already there would break NOT NULL before they get their value.
        var opened = Column.ExistingRows is not null && column.IsNullable is not true ? column with { IsNullable = true } : column;
        yield return new AddColumn(Table, opened);
        if (Column.ExistingRows is { } value)
        {
            yield return new UpdateRows(Table, [value], new RowFilter.All());
        }

        if (opened != column)
        {
            yield return new AlterColumn(Table, column with { IsNullable = false, Default = null }) { Was = opened };
        }

        if (Column.IsPrimaryKey)
        {
            yield return new AddPrimaryKey(Table, new(Column.PrimaryKeyName ?? Names.PrimaryKey(Table), [column.Name]));
        }
    }
}

/// <summary>Changes a column. That it is the primary key is repeated there, not changed.</summary>
public sealed class AlterColumnExpression : ColumnExpressionBase, IDraft
{
    void IDraft.Check(Problems problems)
    {
        problems.Require(Table, $"column {Column.Name}");
        Column.Check(problems, Table);
        if (Column.ExistingRows is not null)
        {
            problems.Add($"column {Column.Name} of {Table} is there already, so SetExistingRowsTo has no place in altering it; use Update.Table");
        }
    }

    IEnumerable<Operation> IDraft.Operations()
    {
        var column = Column.ToColumn();
        yield return new AlterColumn(Table, column with { Default = null }) { IdentityChange = Column.IdentityChange };
        if (column.Default is { } value)
        {
            yield return new SetDefault(Table, column.Name, value);
        }
    }
}

/// <summary>Drops columns with their values.</summary>
public class DeleteColumnExpression : MigrationExpressionBase, ISchemaExpression, IDraft
{
    /// <inheritdoc />
    public virtual string? SchemaName { get; set; }

    /// <summary>The table.</summary>
    public virtual string? TableName { get; set; }

    /// <summary>The columns.</summary>
    public virtual ICollection<string> ColumnNames { get; set; } = [];

    private ObjectName Table => new(SchemaName, TableName ?? "");

    void IDraft.Check(Problems problems)
    {
        problems.Require(Table, $"column {ColumnNames.FirstOrDefault()} to delete");
        problems.Require([.. ColumnNames], $"the list of columns of {Table} to delete");
    }

    IEnumerable<Operation> IDraft.Operations() => ColumnNames.Select(column => new DropColumn(Table, column));
}

/// <summary>Gives a column another name.</summary>
public class RenameColumnExpression : MigrationExpressionBase, ISchemaExpression, IDraft
{
    /// <inheritdoc />
    public virtual string? SchemaName { get; set; }

    /// <summary>The table.</summary>
    public virtual string? TableName { get; set; }

    /// <summary>The name now.</summary>
    public virtual string? OldName { get; set; }

    /// <summary>The name then.</summary>
    public virtual string? NewName { get; set; }

    private ObjectName Table => new(SchemaName, TableName ?? "");

    void IDraft.Check(Problems problems)
    {
        problems.Require(OldName, "a column to rename");
        problems.Require(Table, $"column {OldName} to rename");
        problems.Require(NewName, $"what column {OldName} of {Table} is to become");
    }

    IEnumerable<Operation> IDraft.Operations() => [new RenameColumn(Table, OldName!, NewName!)];
}

/// <summary>Takes away a column's default.</summary>
public class DeleteDefaultConstraintExpression : MigrationExpressionBase, ISchemaExpression, IDraft
{
    /// <inheritdoc />
    public virtual string? SchemaName { get; set; }

    /// <summary>The table.</summary>
    public virtual string? TableName { get; set; }

    /// <summary>The column.</summary>
    public virtual string? ColumnName { get; set; }

    private ObjectName Table => new(SchemaName, TableName ?? "");

    void IDraft.Check(Problems problems)
    {
        problems.Require(Table, "a default to delete");
        problems.Require(ColumnName, $"the column of {Table} whose default is to be deleted");
    }

    IEnumerable<Operation> IDraft.Operations() => [new SetDefault(Table, ColumnName!, null)];
}

/// <summary>Gives a column another default; rows already there keep their values.</summary>
public class AlterDefaultConstraintExpression : MigrationExpressionBase, ISchemaExpression, IDraft
{
    /// <inheritdoc />
    public virtual string? SchemaName { get; set; }

    /// <summary>The table.</summary>
    public virtual string? TableName { get; set; }

    /// <summary>The column.</summary>
    public virtual string? ColumnName { get; set; }

    /// <summary>The default.</summary>
    public virtual object? DefaultValue { get; set; }

    private ObjectName Table => new(SchemaName, TableName ?? "");

    void IDraft.Check(Problems problems)
    {
        problems.Require(Table, "a default to set");
        problems.Require(ColumnName, $"the column of {Table} whose default is to be set");
    }

    IEnumerable<Operation> IDraft.Operations() => [new SetDefault(Table, ColumnName!, Values.Default(DefaultValue))];
}
