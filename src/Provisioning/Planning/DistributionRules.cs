using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;
using Index = Provisioning.Schema.Index;

namespace Provisioning.Planning;

/// <summary>What Citus refuses of tables that it spreads over nodes, found from migrations alone, whether or not Citus
/// is there: migrations that pass on one machine are to pass on many.</summary>
/// <remarks>Citus's documentation, "Creating and Modifying Distributed Objects (DDL)": unique keys hold the
/// distribution column; foreign keys lead to reference tables, or between colocated tables over the distribution
/// columns of both.</remarks>
internal static class DistributionRules
{
    /// <summary>What Citus would refuse of a run that distributes tables. Empty where it distributes none: then nothing
    /// of the migrations before it is looked at.</summary>
    /// <param name="steps">The steps of the run with their operations.</param>
    /// <param name="catalog">All migrations.</param>
    /// <param name="dialect">The engine's.</param>
    public static IEnumerable<OperationNotSupportedException> Refusals(
        IReadOnlyList<DescribedStep> steps,
        MigrationCatalog catalog,
        Dialect dialect
    ) =>
        RefusedAhead.Find(
            steps,
            catalog,
            dialect,
            "Citus",
            operation => operation is SetDistribution { Distribution: not null },
            Refusal
        );

    /// <summary>Why Citus would refuse the operation, and the way out; null where it would not, or where no table of it
    /// is distributed.</summary>
    public static (string Reason, string WayOut)? Refusal(Operation operation, DatabaseModel before) =>
        operation switch
        {
            SetDistribution { Distribution: not null } o when before.Find(o.Table) is { } table => OfTable(
                table with
                {
                    Distribution = o.Distribution,
                },
                before
            ),
            AddPrimaryKey o => OfUnique(before.Find(o.Table), $"primary key {o.Key.Name}", o.Key.Columns),
            AddUnique o => OfUnique(before.Find(o.Table), $"unique constraint {o.Unique.Name}", o.Unique.Columns),
            CreateIndex { Index.IsUnique: true } o => OfUnique(before.Find(o.Table), o.Index),
            AddForeignKey o when before.Find(o.Table) is { } table => OfForeignKey(table, o.Key, before),
            DropColumn o when IsDistributedBy(before, o.Table, o.Column) => (
                $"{o.Table} is distributed by {o.Column}",
                "Bring the table to one node first: Alter.Table(…).Undistribute()."
            ),
            AlterColumn o when IsDistributedBy(before, o.Table, o.Column.Name) => (
                $"{o.Table} is distributed by {o.Column.Name}, whose type stays",
                "Bring the table to one node first: Alter.Table(…).Undistribute()."
            ),
            _ => null,
        };

    private static (string Reason, string WayOut)? OfTable(Table table, DatabaseModel before)
    {
        var with = before.WithTable(table);
        if (table.Distribution!.Column is { } column && table.Columns.Count > 0 && table.Find(column) is null)
        {
            return ($"{table.Name} has no column {column}", "Name one of its columns.");
        }

        return OfUnique(table, $"primary key {table.PrimaryKey?.Name}", table.PrimaryKey?.Columns)
            ?? First(
                table.Uniques.Select(unique => OfUnique(table, $"unique constraint {unique.Name}", unique.Columns))
            )
            ?? First(table.Indexes.Where(index => index.IsUnique).Select(index => OfUnique(table, index)))
            ?? First(table.ForeignKeys.Select(key => OfForeignKey(table, key, with)))
            ?? First(
                before
                    .Tables.Values.Where(other => other.Name != table.Name && other.Distribution is not null)
                    .SelectMany(other =>
                        other
                            .ForeignKeys.Where(key => key.References == table.Name)
                            .Select(key => OfForeignKey(other, key, with))
                    )
            );
    }

    private static (string Reason, string WayOut)? OfUnique(Table? table, Index index) =>
        OfUnique(
            table,
            $"unique index {index.Name}",
            [.. index.Columns.Where(column => !column.IsExpression).Select(column => column.Name)]
        );

    private static (string Reason, string WayOut)? OfUnique(Table? table, string key, ValueList<string>? columns) =>
        table?.Distribution?.Column is { } by && columns?.Contains(by) is false
            ? (
                $"{key.TrimEnd()} of {table.Name} does not hold {by}, by which the table is distributed, and no node "
                    + "knows the rows of the others",
                $"Add {by} to its columns."
            )
            : null;

    private static (string Reason, string WayOut)? OfForeignKey(Table table, ForeignKey key, DatabaseModel before)
    {
        var to = key.References == table.Name ? table : before.Find(key.References);
        if (to is null || (table.Distribution is null && to.Distribution is null or { IsReference: true }))
        {
            return null;
        }

        var reason =
            to.Distribution is { IsReference: true } ? null
            : table.Distribution is { IsReference: true }
                // Citus keeps such a key on the first node.
                ? to.Distribution is null ? null
                    : $"every node has all rows of {table.Name}, and not all of {to.Name}"
            : to.Distribution is null ? $"{to.Name} is on one node"
            : table.Distribution is null ? $"{table.Name} is on one node, and {to.Name} on many"
            : !IsOverBoth(key, table.Distribution, to.Distribution)
                ? $"it is not over {table.Distribution.Column} and {to.Distribution.Column}, by which the two are "
                    + "distributed"
            : null;
        return reason is null
            ? null
            : (
                $"foreign key {key.Name} leads from {table.Name} to {to.Name}, and {reason}",
                "Distribute both by the same value and put it into the key, or make the table that it refers to a "
                    + "reference table."
            );
    }

    private static bool IsOverBoth(ForeignKey key, TableDistribution from, TableDistribution to) =>
        key.Columns.Zip(key.ReferencedColumns).Any(pair => pair.First == from.Column && pair.Second == to.Column);

    private static bool IsDistributedBy(DatabaseModel before, ObjectName table, string column) =>
        before.Find(table)?.Distribution?.Column == column;

    private static (string Reason, string WayOut)? First(IEnumerable<(string Reason, string WayOut)?> found) =>
        found.FirstOrDefault(one => one is not null);
}
