using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>A column while a chain of calls describes it.</summary>
internal sealed class ColumnDraft(string name)
{
    private static readonly ColumnType Untyped = new(ColumnKind.Custom);

    public Column Column { get; set; } = new(name, Untyped);

    public bool IsPrimaryKey { get; set; }

    public string? PrimaryKeyName { get; set; }

    /// <summary>What the rows already there get; null where nobody said.</summary>
    public ColumnValue? ExistingRows { get; set; }

    public IdentityChange IdentityChange { get; set; }

    /// <summary>What comes after the column: indexes and foreign keys, in the order of the calls.</summary>
    public List<IDraft> Then { get; } = [];

    public void Check(Problems problems, ObjectName table)
    {
        problems.Require(Column.Name, $"a column of {table}");
        if (Column.Type.Kind is ColumnKind.Custom && string.IsNullOrWhiteSpace(Column.Type.Custom))
        {
            problems.Add($"column {Column.Name} of {table} has no type");
        }

        Then.ForEach(draft => draft.Check(problems));
    }

    /// <summary>The operations that add it to a table already there.</summary>
    public IEnumerable<Operation> Added(ObjectName table)
    {
        // Rows already there would break NOT NULL before they get their value.
        var opened = ExistingRows is not null && Column.IsNullable is not true ? Column with { IsNullable = true } : Column;
        yield return new AddColumn(table, opened);
        if (ExistingRows is { } value)
        {
            yield return new UpdateRows(table, [value], new RowFilter.All());
        }

        if (opened != Column)
        {
            yield return new AlterColumn(table, Column with { IsNullable = false, Default = null }) { Was = opened };
        }

        if (IsPrimaryKey)
        {
            yield return new AddPrimaryKey(table, new(PrimaryKeyName ?? Names.PrimaryKey(table), [Column.Name]));
        }

        foreach (var operation in Then.SelectMany(draft => draft.Operations()))
        {
            yield return operation;
        }
    }

    /// <summary>The operations that change it. That it is the primary key is repeated there, not changed.</summary>
    public IEnumerable<Operation> Altered(ObjectName table)
    {
        yield return new AlterColumn(table, Column with { Default = null }) { IdentityChange = IdentityChange };
        if (Column.Default is { } value)
        {
            yield return new SetDefault(table, Column.Name, value);
        }

        foreach (var operation in Then.SelectMany(draft => draft.Operations()))
        {
            yield return operation;
        }
    }
}
