using System.Data;
using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;
using FluentMigrator.Model;
using Provisioning.Authoring;

namespace FluentMigrator.Builders;

/// <summary>Describes columns: what is the same for new and changed ones, in new tables and in those already there.</summary>
/// <param name="expression">What the chain fills.</param>
/// <param name="context">Where indexes and foreign keys of the columns are collected.</param>
/// <typeparam name="TExpression">What the chain fills.</typeparam>
/// <typeparam name="TNext">What follows an option.</typeparam>
/// <typeparam name="TNextFk">What follows a foreign key.</typeparam>
public abstract partial class ColumnExpressionBuilder<TExpression, TNext, TNextFk>(TExpression expression, IMigrationContext context) :
    ExpressionBuilderBase<TExpression>(expression), IColumnExpressionBuilder,
    IColumnTypeSyntax<TNext>, IColumnOptionSyntax<TNext, TNextFk>, IForeignKeyCascadeSyntax<TNext, TNextFk>
    where TExpression : class, IMigrationExpression
    where TNext : class, IFluentSyntax
    where TNextFk : class, IFluentSyntax
{
    /// <summary>The foreign key that the chain is at; null where it is at none.</summary>
    public ForeignKeyDefinition? CurrentForeignKey { get; set; }

    /// <inheritdoc />
    public abstract string? SchemaName { get; }

    /// <inheritdoc />
    public abstract string? TableName { get; }

    /// <inheritdoc />
    ColumnDefinition IColumnExpressionBuilder.Column => GetColumnForType();

    private TNext Next => (TNext)(IFluentSyntax)this;

    private TNextFk NextFk => (TNextFk)(IFluentSyntax)this;

    /// <summary>The column that the chain is at.</summary>
    public abstract ColumnDefinition GetColumnForType();

    /// <inheritdoc />
    public TNext WithDefault(SystemMethods method) => WithDefaultValue(method);

    /// <inheritdoc />
    public TNext WithDefaultValue(object? value) => Set(column => column.DefaultValue = value);

    /// <inheritdoc />
    public TNext WithColumnDescription(string description) => Set(column => column.ColumnDescription = description);

    /// <inheritdoc />
    public TNext WithColumnAdditionalDescription(string descriptionName, string description) =>
        Set(column => column.AdditionalColumnDescriptions[descriptionName] = description);

    /// <inheritdoc />
    public TNext WithColumnAdditionalDescriptions(IDictionary<string, string> columnDescriptions)
    {
        foreach (var (name, description) in columnDescriptions)
        {
            WithColumnAdditionalDescription(name, description);
        }

        return Next;
    }

    /// <inheritdoc />
    public TNext Identity() => Set(column => column.IsIdentity = true);

    /// <inheritdoc />
    public TNext Indexed() => Indexed(null);

    /// <inheritdoc />
    public TNext Indexed(string? indexName)
    {
        GetColumnForType().IsIndexed = true;
        return Index(indexName, isUnique: false);
    }

    /// <inheritdoc />
    public TNext PrimaryKey() => PrimaryKey(null);

    /// <inheritdoc />
    public TNext PrimaryKey(string? primaryKeyName) => Set(column =>
    {
        column.IsPrimaryKey = true;
        column.PrimaryKeyName = primaryKeyName;
    });

    /// <inheritdoc />
    public TNext Nullable() => Set(column => column.IsNullable = true);

    /// <inheritdoc />
    public TNext NotNullable() => Set(column => column.IsNullable = false);

    /// <inheritdoc />
    public TNext Unique() => Unique(null);

    /// <inheritdoc />
    public TNext Unique(string? indexName)
    {
        GetColumnForType().IsUnique = true;
        return Index(indexName, isUnique: true);
    }

    /// <inheritdoc />
    public TNext Computed(string expression, bool stored = false) => Set(column =>
    {
        column.Expression = expression;
        column.ExpressionStored = stored;
    });

    /// <inheritdoc />
    public TNextFk ForeignKey(string primaryTableName, string primaryColumnName) =>
        ForeignKey(null, null, primaryTableName, primaryColumnName);

    /// <inheritdoc />
    public TNextFk ForeignKey(string? foreignKeyName, string primaryTableName, string primaryColumnName) =>
        ForeignKey(foreignKeyName, null, primaryTableName, primaryColumnName);

    /// <inheritdoc />
    public TNextFk ForeignKey(string? foreignKeyName, string? primaryTableSchema, string primaryTableName, string primaryColumnName)
    {
        var column = GetColumnForType();
        column.IsForeignKey = true;
        column.ForeignKey = CurrentForeignKey = new()
        {
            Name = foreignKeyName,
            ForeignTableSchema = SchemaName,
            ForeignTable = TableName,
            ForeignColumns = [column.Name],
            PrimaryTableSchema = primaryTableSchema,
            PrimaryTable = primaryTableName,
            PrimaryColumns = [primaryColumnName],
        };
        Refer(CurrentForeignKey);
        return NextFk;
    }

    /// <inheritdoc />
    public TNextFk ForeignKey()
    {
        GetColumnForType().IsForeignKey = true;
        CurrentForeignKey = null;
        return NextFk;
    }

    /// <inheritdoc />
    public TNextFk ReferencedBy(string foreignTableName, string foreignColumnName) =>
        ReferencedBy(null, null, foreignTableName, foreignColumnName);

    /// <inheritdoc />
    public TNextFk ReferencedBy(string? foreignKeyName, string foreignTableName, string foreignColumnName) =>
        ReferencedBy(foreignKeyName, null, foreignTableName, foreignColumnName);

    /// <inheritdoc />
    public TNextFk ReferencedBy(string? foreignKeyName, string? foreignTableSchema, string foreignTableName, string foreignColumnName)
    {
        CurrentForeignKey = new()
        {
            Name = foreignKeyName,
            ForeignTableSchema = foreignTableSchema,
            ForeignTable = foreignTableName,
            ForeignColumns = [foreignColumnName],
            PrimaryTableSchema = SchemaName,
            PrimaryTable = TableName,
            PrimaryColumns = [GetColumnForType().Name],
        };
        context.Expressions.Add(new CreateForeignKeyExpression { ForeignKey = CurrentForeignKey });
        return NextFk;
    }

    /// <inheritdoc />
    public TNextFk OnDelete(Rule rule)
    {
        CurrentForeignKey?.OnDelete = rule;
        return NextFk;
    }

    /// <inheritdoc />
    public TNextFk OnUpdate(Rule rule)
    {
        CurrentForeignKey?.OnUpdate = rule;
        return NextFk;
    }

    /// <inheritdoc />
    public TNext OnDeleteOrUpdate(Rule rule)
    {
        OnDelete(rule);
        OnUpdate(rule);
        return Next;
    }

    /// <summary>What the rows already there get.</summary>
    /// <param name="value">A value, or the engine's own by <see cref="SystemMethods"/>.</param>
    public TNext SetExistingRowsTo(object? value) => Set(column => column.ExistingRows = new(column.Name, Values.Value(value)));

    /// <summary>Takes in a foreign key of the column that the chain is at.</summary>
    private protected virtual void Refer(ForeignKeyDefinition key) => context.Expressions.Add(new CreateForeignKeyExpression { ForeignKey = key });

    private protected T Add<T>(T expression)
        where T : IMigrationExpression
    {
        context.Expressions.Add(expression);
        return expression;
    }

    private TNext Index(string? name, bool isUnique)
    {
        Add(new CreateIndexExpression
        {
            Index = new()
            {
                Name = name,
                SchemaName = SchemaName,
                TableName = TableName,
                IsUnique = isUnique,
                Columns = [new() { Name = GetColumnForType().Name }],
            },
        });
        return Next;
    }

    private TNext Set(Action<ColumnDefinition> change)
    {
        change(GetColumnForType());
        return Next;
    }
}
