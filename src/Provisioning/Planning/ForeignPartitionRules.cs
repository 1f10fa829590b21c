using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Planning;

/// <summary>What PostgreSQL refuses of tables that have partitions on other servers, found from migrations
/// alone.</summary>
/// <remarks>PostgreSQL's documentation, CREATE FOREIGN TABLE and CREATE INDEX: unique keys and foreign keys of a
/// partitioned table are kept by each of its partitions, and a foreign table keeps none.</remarks>
internal static class ForeignPartitionRules
{
    /// <summary>What PostgreSQL would refuse of a run that makes such partitions. Empty where it makes none.</summary>
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
            dialect.Name,
            operation => operation is CreatePartition { Server: not null },
            Refusal
        );

    /// <summary>Why PostgreSQL would refuse the operation, and the way out; null where it would not, or where no
    /// partition is on another server.</summary>
    public static (string Reason, string WayOut)? Refusal(Operation operation, DatabaseModel before) =>
        operation switch
        {
            CreatePartition { Server: not null, Partitioning: not null } => (
                "a table on another server has no partitions of its own here",
                "Partition it there, by that server's migrations."
            ),
            CreatePartition { Server: not null } o => WithParents(o.Table, before)
                .Select(OfTable)
                .FirstOrDefault(found => found is not null),
            AddPrimaryKey o => OfKey($"the primary key of {o.Table}", o.Table, before),
            AddUnique o => OfKey($"unique constraint {o.Unique.Name} of {o.Table}", o.Table, before),
            CreateIndex { Index.IsUnique: true, IsOnly: false } o => OfKey(
                $"unique index {o.Index.Name} of {o.Table}",
                o.Table,
                before
            ),
            AddForeignKey o when Elsewhere(o.Table, before) is { } partition => (
                $"its partition {partition.Name} is on server {partition.Server}, which follows no foreign key to here",
                "Leave the foreign key out, and let the application keep to it."
            ),
            _ => null,
        };

    private static (string Reason, string WayOut)? OfTable(Table table) =>
        table switch
        {
            { PrimaryKey: not null } => OfUnique(table, "a primary key"),
            { Uniques: [var unique, ..] } => OfUnique(table, $"unique constraint {unique.Name}"),
            _ when table.Indexes.FirstOrDefault(index => index.IsUnique) is { } index => OfUnique(
                table,
                $"unique index {index.Name}"
            ),
            { ForeignKeys: [var key, ..] } => (
                $"{table.Name} has foreign key {key.Name}, which another server does not follow to here",
                "Drop it, and let the application keep to it."
            ),
            _ => null,
        };

    private static (string Reason, string WayOut) OfUnique(Table table, string key) =>
        (
            $"{table.Name} has {key}, and no server knows the rows of the others",
            "Leave it out here, and let the migrations of each server make it for the table there."
        );

    private static (string Reason, string WayOut)? OfKey(string key, ObjectName table, DatabaseModel before) =>
        Elsewhere(table, before) is { } partition
            ? (
                $"{key} would have to hold for partition {partition.Name} on server {partition.Server} as well, and "
                    + "no server knows the rows of the others",
                "Leave it out here, and let the migrations of each server make it for the table there."
            )
            : null;

    // The table with those that it is a partition of.
    private static IEnumerable<Table> WithParents(ObjectName name, DatabaseModel model)
    {
        for (var table = model.Find(name); table is not null; table = Parent(table))
        {
            yield return table;
        }

        Table? Parent(Table of) => of.PartitionOf is { } parent ? model.Find(parent) : null;
    }

    private static Table? Elsewhere(ObjectName table, DatabaseModel model)
    {
        var partitions = model.Tables.Values.Where(other => other.PartitionOf == table).ToList();
        return partitions.Find(partition => partition.Server is not null)
            ?? partitions
                .Select(partition => Elsewhere(partition.Name, model))
                .FirstOrDefault(found => found is not null);
    }
}
