using Provisioning.Databases;
using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>How many rows tables have, counted.</summary>
public static class RowCounts
{
    /// <summary>Counts the rows of each table, in their order.</summary>
    /// <exception cref="StatementFailedException">A table is missing, or this role may not read it.</exception>
    public static async Task<IReadOnlyList<(ObjectName Table, long Rows)>> ReadAsync(
        DatabaseSession session,
        IEnumerable<ObjectName> tables,
        CancellationToken token
    )
    {
        var counts = new List<(ObjectName, long)>();
        foreach (var table in tables)
        {
            var sql = $"SELECT count(*) FROM {session.Database.Dialect.Quote(table)}";
            counts.Add((table, (await session.QueryAsync(sql, row => row.GetInt64(0), token))[0]));
        }

        return counts;
    }
}
