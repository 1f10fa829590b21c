using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Differences;

/// <summary>Makes changes that read or write all rows of a table into ones that do not, and remembers what is left to
/// do.</summary>
/// <param name="beyond">What no operation describes.</param>
/// <param name="isFilled">Whether rows get the default of a new column afterwards.</param>
internal sealed class NonBlockingChanges(UnmodelledStructure beyond, Func<ObjectName, string, bool> isFilled)
{
    private readonly List<ValidateConstraint> _unchecked = [];

    /// <summary>The columns whose default every row has to get.</summary>
    public List<Backfill> Fills { get; } = [];

    /// <summary>The constraints that were added for new rows alone, since it was asked last.</summary>
    public IReadOnlyList<ValidateConstraint> TakeUnchecked()
    {
        var taken = _unchecked.ToList();
        _unchecked.Clear();
        return taken;
    }

    /// <summary>The changes, without those that read or write all rows.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="before">What exists before them, and may have rows.</param>
    public IReadOnlyList<StructureChange> Of(IEnumerable<StructureChange> changes, DatabaseModel before) =>
        [.. changes.SelectMany(change => Of(change, before))];

    private IEnumerable<StructureChange> Of(StructureChange change, DatabaseModel before) =>
        change.Operation switch
        {
            AddCheck { Check: { Name: { } name, IsNotValid: false } } o when before.Find(o.Table) is not null =>
                Unchecked(o with { Check = o.Check with { IsNotValid = true } }, o.Table, name),
            // PostgreSQL before 18 has no such key from a partitioned table.
            AddForeignKey { Key: { Name: { } name, IsNotValid: false } } o
                when before.Find(o.Table) is not null && !beyond.IsPartitioned(o.Table) => Unchecked(
                o with
                {
                    Key = o.Key with { IsNotValid = true },
                },
                o.Table,
                name
            ),
            AddColumn { Column: { Default: ExpressionDefault value } column } o when isFilled(o.Table, column.Name) =>
                Filled(o, column, value),
            _ => [change],
        };

    private IEnumerable<StructureChange> Unchecked(Operation added, ObjectName table, string constraint)
    {
        _unchecked.Add(new(table, constraint));
        return [new(added, added)];
    }

    private IEnumerable<StructureChange> Filled(AddColumn add, Column column, ExpressionDefault value)
    {
        var condition = $"{Dialect.Quote(column.Name)} IS NULL";
        Fills.Add(new(add.Table, [new(column.Name, new SqlExpression(value.Sql))], condition));
        Operation[] both =
        [
            add with
            {
                Column = column with { Default = null },
            },
            new SetDefault(add.Table, column.Name, value) { IsReversible = true },
        ];
        return both.Select(each => new StructureChange(each, each));
    }
}
