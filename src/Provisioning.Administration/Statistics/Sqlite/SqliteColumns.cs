using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Linting;

namespace Provisioning.Administration.Statistics.Sqlite;

/// <summary>What the values of columns are like, by reading them: SQLite keeps nothing of it.</summary>
internal static class SqliteColumns
{
    /// <summary>The columns of a table.</summary>
    public static async Task<IReadOnlyList<ColumnStatistics>> ReadAsync(
        DatabaseSession session,
        string table,
        long rows,
        CancellationToken token
    )
    {
        if (rows == 0)
        {
            return [];
        }

        // No column that tells rows apart or refers to others.
        var columns = await session.QueryAsync(
            """
            SELECT c.name, upper(c.type), c.pk > 0
                OR EXISTS (SELECT 1 FROM pragma_foreign_key_list(@p0) k WHERE k."from" = c.name COLLATE NOCASE)
                OR EXISTS (SELECT 1 FROM pragma_index_list(@p0) i, pragma_index_info(i.name) p
                    WHERE i."unique" AND p.name = c.name)
            FROM pragma_table_xinfo(@p0) c WHERE c.hidden IN (0, 2, 3) ORDER BY c.cid
            """,
            row => (Name: row.GetString(0), Type: row.GetString(1), IsKey: row.GetBoolean(2)),
            token,
            table
        );
        var found = new List<ColumnStatistics>();
        foreach (var column in columns)
        {
            var (name, from) = (Dialect.Quote(column.Name), Dialect.Quote(table));
            var (nulls, width) = (
                await session.QueryAsync(
                    $"SELECT 1.0 - 1.0 * count({name}) / count(*), avg(length(CAST({name} AS BLOB))) FROM {from}",
                    row => (row.GetDouble(0), row.IsDBNull(1) ? (double?)null : row.GetDouble(1)),
                    token
                )
            )[0];
            var isTime =
                column.Type.Contains("DATE", StringComparison.Ordinal)
                || column.Type.Contains("TIMESTAMP", StringComparison.Ordinal);
            found.Add(
                new(
                    column.Name,
                    nulls,
                    width,
                    column.IsKey ? [] : [.. await HistogramAsync(session, from, name, isTime, token)]
                )
                {
                    IsTime = isTime,
                }
            );
        }

        return found;
    }

    private static Task<IReadOnlyList<double>> HistogramAsync(
        DatabaseSession session,
        string table,
        string column,
        bool isTime,
        CancellationToken token
    )
    {
        var (value, isOne) = isTime
            ? ($"julianday({column}) - 2440587.5", $"julianday({column}) IS NOT NULL")
            : ($"CAST({column} AS REAL)", $"typeof({column}) IN ('integer', 'real')");
        // The first value, and the last of each part.
        return session.QueryAsync(
            $"""
            SELECT v FROM (SELECT {value} AS v, row_number() OVER (ORDER BY {value}) AS at, count(*) OVER () AS n
                FROM {table} WHERE {isOne})
            WHERE at = 1 OR at * {ColumnStatistics.Parts} / n > (at - 1) * {ColumnStatistics.Parts} / n
            ORDER BY at
            """,
            row => row.GetDouble(0),
            token
        );
    }
}
