using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Connection;

/// <summary>What the server refuses of partitioned tables, asked of it before anything runs: the steps of a safe
/// sequence run one by one, and one that is refused half way leaves the others done.</summary>
/// <remarks>PostgreSQL's documentation, ALTER TABLE, and its release notes: from 18 on a foreign key of a partitioned
/// table may be NOT VALID.</remarks>
internal static class PostgreSqlPartitionedTables
{
    /// <summary>Makes sure that no operation wants of a partitioned table what this server cannot do.</summary>
    /// <exception cref="OperationNotSupportedException">One does; the message has the way out.</exception>
    public static async Task RequireAsync(
        DatabaseSession session,
        IReadOnlyList<Operation> operations,
        CancellationToken token
    )
    {
        for (var i = 0; i < operations.Count; i++)
        {
            var operation = operations[i];
            if (Asked(operation) is { } name && !operations.Take(i).Any(before => Changes(before, name)))
            {
                var found = await FindAsync(session, name, token);
                if (found is { } table && Refusal(operation, table) is { } refusal)
                {
                    throw new OperationNotSupportedException(
                        operation,
                        $"PostgreSQL {table.Major}",
                        refusal.Reason,
                        refusal.WayOut
                    );
                }
            }
        }
    }

    // The table of an operation that a server may refuse if it is partitioned.
    private static ObjectName? Asked(Operation operation) =>
        operation switch
        {
            AddForeignKey { Key.IsNotValid: true } o => o.Table,
            AddUnique { UsingIndex: not null } o => o.Table,
            AddPrimaryKey { UsingIndex: not null } o => o.Table,
            DetachPartition { IsConcurrent: true } o => o.Table,
            _ => (ObjectName?)null,
        };

    // Whether the server's answer would be about another table, or other partitions, than the operation finds.
    private static bool Changes(Operation before, ObjectName table) =>
        before switch
        {
            CreateTable o => o.Table.Name == table,
            DropTable o => o.Table == table || o.WasPartition?.Table == table,
            ExecuteSql o => o.Sql.Contains(table.Name, StringComparison.OrdinalIgnoreCase),
            RenameTable or MoveTable or ExecuteCode => true,
            DetachPartition o => o.Table == table,
            _ => false,
        };

    private static (string Reason, string WayOut)? Refusal(Operation operation, PartitionedTable table) =>
        operation switch
        {
            AddForeignKey { Key: var key } o when table.Major < 18 => (
                $"{o.Table} is partitioned, and a foreign key of a partitioned table cannot be NOT VALID before 18",
                $"Add {key.Name} to each partition as NOT VALID, validate it there, and add it to {o.Table} at last: "
                    + "what its partitions have is not read again."
            ),
            AddUnique { UsingIndex: { } index } o => OfIndex(o.Table, index),
            AddPrimaryKey { UsingIndex: { } index } o => OfIndex(o.Table, index),
            DetachPartition o when table.Default is { } partition => (
                $"{o.Table} has the default partition {partition}, and then none is detached concurrently",
                $"Detach {o.Partition} in a transaction, without Concurrently(): {o.Table} is locked for a moment."
            ),
            _ => null,
        };

    private static (string Reason, string WayOut) OfIndex(ObjectName table, string index) =>
        (
            $"{table} is partitioned, and no index of a partitioned table becomes a constraint's",
            $"Leave {index} as it is: a unique index keeps rows apart as the constraint would."
        );

    // Null where it is not there, or not partitioned.
    private static async Task<PartitionedTable?> FindAsync(
        DatabaseSession session,
        ObjectName table,
        CancellationToken token
    )
    {
        var found = await session.QueryAsync(
            """
            SELECT pg_catalog.current_setting('server_version_num')::int / 10000,
                   (SELECT d.partdefid::regclass::text FROM pg_catalog.pg_partitioned_table d
                    WHERE d.partrelid = c.oid AND d.partdefid <> 0)
            FROM pg_catalog.pg_class c
            WHERE c.relkind = 'p' AND c.oid = pg_catalog.to_regclass(@p0)
            """,
            row => new PartitionedTable(row.GetInt32(0), row.IsDBNull(1) ? null : row.GetString(1)),
            token,
            session.Database.Dialect.Quote(table)
        );
        return found is [var only] ? only : null;
    }

    private sealed record PartitionedTable(int Major, string? Default);
}
