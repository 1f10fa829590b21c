using Provisioning.Databases;

namespace Provisioning.PostgreSql.Connection;

/// <content>What an index of a partitioned table needs.</content>
internal sealed partial class PostgreSqlIndexBuild
{
    /// <summary>Whether it is made without its partitions.</summary>
    public bool IsOnly => _match.Groups["only"].Success;

    /// <summary>The same statement without CONCURRENTLY.</summary>
    public string Plainly =>
        IsDrop ? $"DROP INDEX {(IsLenient ? "IF EXISTS " : "")}{Name}" : On(Name, Table, isConcurrent: false);

    /// <summary>The index on another table, under another name.</summary>
    public string On(string name, string table, bool isConcurrent) =>
        $"CREATE {(_match.Groups["unique"].Success ? "UNIQUE " : "")}INDEX {(isConcurrent ? "CONCURRENTLY " : "")}"
        + $"{name} ON {table}{Rest}";

    /// <summary>Whether it is of a table that has partitions.</summary>
    public async Task<bool> IsPartitionedAsync(DatabaseSession session, CancellationToken token) =>
        (
            await session.QueryAsync(
                $"""
                SELECT c.relkind IN ('p', 'I') FROM pg_catalog.pg_class c
                WHERE c.oid = pg_catalog.to_regclass({Quoted(IsDrop ? Name : Table)})
                """,
                row => row.GetBoolean(0),
                token
            )
        )
            is [true];

    /// <summary>Whether it is there, and an earlier attempt may have made it. An invalid one is removed.</summary>
    /// <exception cref="StatementFailedException">Something else has the name.</exception>
    public async Task<bool> IsMadeAsync(DatabaseSession session, bool isRepeated, CancellationToken token)
    {
        if (await FindAsync(session, token) is not { } found)
        {
            return false;
        }

        var isSame = found.IsOnTable && found.IsIndex && await IsSameAsync(session, found, token);
        if (isSame && !found.IsUsable)
        {
            await session.ExecuteAsync($"DROP INDEX {found.QualifiedName}", token);
            return false;
        }

        return isSame && (isRepeated || IsLenient)
            ? true
            : throw Refuse(
                $"{found.QualifiedName} exists already and is {found.What}. It was left alone; give the index another "
                    + "name",
                DuplicateTable
            );
    }

    /// <summary>Whether the table has an index that can be used and is the same but for its name, so that the one of
    /// the partitioned table takes it up.</summary>
    public async Task<bool> HasEqualAsync(DatabaseSession session, CancellationToken token)
    {
        var usable = await session.QueryAsync(
            $"""
            SELECT i.indexrelid::int8 FROM pg_catalog.pg_index i
            WHERE i.indrelid = pg_catalog.to_regclass({Quoted(Table)}) AND i.indisvalid AND i.indisready AND i.indislive
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = i.indexrelid)
            """,
            row => row.GetInt64(0),
            token
        );
        foreach (var oid in usable)
        {
            if (await IsSameAsync(session, new(oid, "", true, true, true, "", null), token))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A unique index is refused where rows are on other servers.</summary>
    /// <exception cref="StatementFailedException">They are.</exception>
    public async Task RequireNoForeignAsync(DatabaseSession session, CancellationToken token)
    {
        var elsewhere = await session.QueryAsync(
            $"""
            SELECT c.oid::regclass::text
            FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass({Quoted(Table)})) t
            JOIN pg_catalog.pg_class c ON c.oid = t.relid WHERE c.relkind = 'f' ORDER BY 1 LIMIT 1
            """,
            row => row.GetString(0),
            token
        );
        if (_match.Groups["unique"].Success && elsewhere is [var partition])
        {
            throw Refuse(
                $"the partition {partition} is on another server, and no unique index of {Table} can hold for it",
                Unusable
            );
        }
    }
}
