using System.Data;
using FluentMigrator;
using FluentMigrator.Builders;
using FluentMigrator.Infrastructure;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>Reaches the column that a chain of calls is at, whatever its syntax.</summary>
internal interface IColumnBuilder
{
    ColumnDraft Current { get; }
}

/// <summary>Describes columns: what is the same for new and changed ones, in new tables and in those already there.</summary>
/// <typeparam name="TNext">What follows an option.</typeparam>
/// <typeparam name="TNextFk">What follows a foreign key.</typeparam>
internal abstract partial class ColumnBuilder<TNext, TNextFk> :
    IColumnBuilder, IColumnTypeSyntax<TNext>, IColumnOptionSyntax<TNext, TNextFk>, IForeignKeyCascadeSyntax<TNext, TNextFk>
    where TNext : class, IFluentSyntax
    where TNextFk : class, IFluentSyntax
{
    private ForeignKeyDraft? _foreignKey;

    public ColumnDraft Current { get; protected set; } = new("");

    protected abstract ObjectName TableName { get; }

    private Column Column
    {
        get => Current.Column;
        set => Current.Column = value;
    }

    private TNext Next => (TNext)(IFluentSyntax)this;

    private TNextFk NextFk => (TNextFk)(IFluentSyntax)this;

    public TNext WithDefault(SystemMethods method) => WithDefaultValue(method);

    public TNext WithDefaultValue(object? value) => Set(Column with { Default = Values.Default(value) });

    public TNext WithColumnDescription(string description) => Set(Column with { Description = description });

    public TNext WithColumnAdditionalDescription(string descriptionName, string description) =>
        Set(Column with { Description = Column.Description is { } first ? $"{first}\n{descriptionName}: {description}" : $"{descriptionName}: {description}" });

    public TNext WithColumnAdditionalDescriptions(IDictionary<string, string> columnDescriptions)
    {
        foreach (var (name, description) in columnDescriptions)
        {
            WithColumnAdditionalDescription(name, description);
        }

        return Next;
    }

    public TNext Identity() => Set(Column with { Identity = Column.Identity ?? Provisioning.Schema.Identity.Default });

    public TNext Indexed() => Indexed(null);

    public TNext Indexed(string? indexName) => Index(indexName, isUnique: false);

    public TNext PrimaryKey() => PrimaryKey(null);

    public TNext PrimaryKey(string? primaryKeyName)
    {
        Current.IsPrimaryKey = true;
        Current.PrimaryKeyName = primaryKeyName;
        return Next;
    }

    public TNext Nullable() => Set(Column with { IsNullable = true });

    public TNext NotNullable() => Set(Column with { IsNullable = false });

    public TNext Unique() => Unique(null);

    public TNext Unique(string? indexName) => Index(indexName, isUnique: true);

    public TNext Computed(string expression, bool stored = false) => Set(Column with { Computed = new(expression, stored) });

    public TNextFk ForeignKey(string primaryTableName, string primaryColumnName) =>
        ForeignKey(null, null, primaryTableName, primaryColumnName);

    public TNextFk ForeignKey(string? foreignKeyName, string primaryTableName, string primaryColumnName) =>
        ForeignKey(foreignKeyName, null, primaryTableName, primaryColumnName);

    public TNextFk ForeignKey(string? foreignKeyName, string? primaryTableSchema, string primaryTableName, string primaryColumnName)
    {
        _foreignKey = new(foreignKeyName)
        {
            Table = TableName,
            Columns = [Column.Name],
            References = new(primaryTableSchema, primaryTableName),
            ReferencedColumns = [primaryColumnName],
        };
        Refer(_foreignKey);
        return NextFk;
    }

    public TNextFk ForeignKey()
    {
        _foreignKey = null;
        return NextFk;
    }

    public TNextFk ReferencedBy(string foreignTableName, string foreignColumnName) =>
        ReferencedBy(null, null, foreignTableName, foreignColumnName);

    public TNextFk ReferencedBy(string? foreignKeyName, string foreignTableName, string foreignColumnName) =>
        ReferencedBy(foreignKeyName, null, foreignTableName, foreignColumnName);

    public TNextFk ReferencedBy(string? foreignKeyName, string? foreignTableSchema, string foreignTableName, string foreignColumnName)
    {
        _foreignKey = new(foreignKeyName)
        {
            Table = new(foreignTableSchema, foreignTableName),
            Columns = [foreignColumnName],
            References = TableName,
            ReferencedColumns = [Column.Name],
        };
        Current.Then.Add(_foreignKey);
        return NextFk;
    }

    public TNextFk OnDelete(Rule rule)
    {
        _foreignKey?.OnDelete = Values.Action(rule);
        return NextFk;
    }

    public TNextFk OnUpdate(Rule rule)
    {
        _foreignKey?.OnUpdate = Values.Action(rule);
        return NextFk;
    }

    public TNext OnDeleteOrUpdate(Rule rule)
    {
        OnDelete(rule);
        OnUpdate(rule);
        return Next;
    }

    public TNext SetExistingRowsTo(object? value)
    {
        Current.ExistingRows = new(Column.Name, Values.Value(value));
        return Next;
    }

    /// <summary>Takes in a foreign key of the column that the chain is at.</summary>
    protected virtual void Refer(ForeignKeyDraft key) => Current.Then.Add(key);

    private TNext Index(string? name, bool isUnique)
    {
        var index = new IndexDraft(name) { Table = TableName, IsUnique = isUnique };
        index.Columns.Add(new(Column.Name));
        Current.Then.Add(index);
        return Next;
    }

    private TNext Set(Column column)
    {
        Column = column;
        return Next;
    }
}
