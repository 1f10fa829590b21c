using FluentMigrator.Infrastructure;
using FluentMigrator.Model;
using Provisioning.Authoring;
using Provisioning.Operations;
using Provisioning.Schema;

namespace FluentMigrator.Expressions;

/// <summary>An expression about rows of a table.</summary>
public abstract class DataExpressionBase : MigrationExpressionBase, ISchemaExpression
{
    /// <inheritdoc />
    public virtual string? SchemaName { get; set; }

    /// <summary>The table.</summary>
    public virtual string? TableName { get; set; }

    private protected ObjectName Table => new(SchemaName, TableName ?? "");
}

/// <summary>Inserts rows, one after the other.</summary>
public class InsertDataExpression : DataExpressionBase, ISupportAdditionalFeatures, IDraft
{
    /// <summary>The rows.</summary>
    public virtual List<InsertionDataDefinition> Rows { get; } = [];

    /// <inheritdoc />
    public virtual IDictionary<string, object> AdditionalFeatures { get; } = new Dictionary<string, object>(StringComparer.Ordinal);

    internal IdentityOverride Overriding { get; set; }

    void IDraft.Check(Problems problems) => problems.Require(Table, "an insert");

    IEnumerable<Operation> IDraft.Operations() =>
        Rows.Count == 0 ? [] : [new InsertRows(Table, Rows.Select(Values.Row).ToValueList()) { Overriding = Overriding }];
}

/// <summary>Changes rows.</summary>
public class UpdateDataExpression : DataExpressionBase, IDraft
{
    /// <summary>The new values by column; null where nobody said.</summary>
    public virtual List<KeyValuePair<string, object?>>? Set { get; set; }

    /// <summary>What the rows' columns have to be; null where nobody said.</summary>
    public virtual List<KeyValuePair<string, object?>>? Where { get; set; }

    /// <summary>Whether it is every row.</summary>
    public virtual bool IsAllRows { get; set; }

    /// <summary>SQL in the place of <see cref="Set"/>.</summary>
    internal string? SetSql { get; set; }

    /// <summary>SQL in the place of <see cref="Where"/>.</summary>
    internal string? WhereSql { get; set; }

    /// <summary>Whether a chain of calls said twice which rows.</summary>
    internal bool IsSaidTwice { get; set; }

    void IDraft.Check(Problems problems)
    {
        problems.Require(Table, "an update");
        if (SetSql is null && Set is null or [])
        {
            problems.Add($"an update of {Table} sets no column");
        }

        var isNarrowed = WhereSql is not null || Where is { Count: > 0 };
        if (!isNarrowed && !IsAllRows)
        {
            problems.Add($"an update of {Table} does not say which rows; end it with Where or AllRows");
        }

        if (IsSaidTwice || (isNarrowed && IsAllRows))
        {
            problems.Add($"an update of {Table} says twice which rows; use either Where or AllRows");
        }
    }

    IEnumerable<Operation> IDraft.Operations() =>
    [
        new UpdateRows(
            Table,
            SetSql is null ? Values.Row(Set!) : [new("", new SqlExpression(SetSql))],
            IsAllRows ? new RowFilter.All() : WhereSql is null ? new RowFilter.Matching(Values.Row(Where!)) : new RowFilter.Sql(WhereSql)),
    ];
}

/// <summary>Deletes rows, condition by condition.</summary>
public class DeleteDataExpression : DataExpressionBase, IDraft
{
    /// <summary>The conditions, each by the values of columns.</summary>
    public virtual List<DeletionDataDefinition> Rows { get; } = [];

    /// <summary>Whether it is every row.</summary>
    public virtual bool IsAllRows { get; set; }

    /// <summary>Conditions in SQL.</summary>
    internal List<string> Conditions { get; } = [];

    void IDraft.Check(Problems problems)
    {
        problems.Require(Table, "a deletion of rows");
        if ((Rows.Count == 0 && Conditions.Count == 0 && !IsAllRows) || Rows.Exists(row => row.Count == 0))
        {
            problems.Add($"a deletion of rows of {Table} does not say which rows; end it with Row, IsNull or AllRows");
        }
    }

    IEnumerable<Operation> IDraft.Operations()
    {
        IEnumerable<RowFilter> filters = IsAllRows
            ? [new RowFilter.All()]
            : [.. Rows.Select(row => new RowFilter.Matching(Values.Row(row))), .. Conditions.Select(sql => new RowFilter.Sql(sql))];
        return [new DeleteRows(Table, filters.ToValueList())];
    }
}
