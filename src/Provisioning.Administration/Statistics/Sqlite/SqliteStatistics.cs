using Provisioning.Databases;
using Provisioning.Linting;
using Provisioning.Schema;

namespace Provisioning.Administration.Statistics.Sqlite;

/// <summary>Sizes of the tables of a SQLite file, by counting: SQLite keeps none.</summary>
internal sealed class SqliteStatistics : StatisticsReader
{
    /// <inheritdoc />
    public override async Task<DatabaseStatistics> ReadAsync(
        DatabaseSession session,
        TimeProvider clock,
        CancellationToken token
    )
    {
        var names = await session.QueryAsync(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
                + "ORDER BY name",
            row => row.GetString(0),
            token
        );
        var bytes = await BytesAsync(session, token);
        var tables = new List<TableStatistics>();
        var keys = new List<FanOut>();
        foreach (var name in names)
        {
            var rows = await session.QueryAsync(
                $"SELECT count(*) FROM {Dialects.Dialect.Quote(name)}",
                row => row.GetInt64(0),
                token
            );
            tables.Add(
                new(name, rows[0], bytes.TryGetValue(name, out var size) ? size : null)
                {
                    Columns = [.. await SqliteColumns.ReadAsync(session, name, rows[0], token)],
                }
            );
            keys.AddRange(await KeysAsync(session, name, token));
        }

        return new(session.Database.Dialect.Name, clock.GetUtcNow(), [.. tables], [.. keys]);
    }

    // The table dbstat is left out of some builds.
    private static async Task<Dictionary<string, long>> BytesAsync(DatabaseSession session, CancellationToken token)
    {
        try
        {
            var sizes = await session.QueryAsync(
                """
                SELECT m.tbl_name, sum(s.pgsize) FROM dbstat s JOIN sqlite_master m ON m.name = s.name GROUP BY m.tbl_name
                """,
                row => (row.GetString(0), row.GetInt64(1)),
                token
            );
            return sizes.ToDictionary(size => size.Item1, size => size.Item2, StringComparer.Ordinal);
        }
        catch (StatementFailedException)
        {
            return [];
        }
    }

    private static async Task<IEnumerable<FanOut>> KeysAsync(
        DatabaseSession session,
        string table,
        CancellationToken token
    )
    {
        var keys = await session.QueryAsync(
            "SELECT \"from\", \"table\", id FROM pragma_foreign_key_list(@p0)",
            row => (Column: row.GetString(0), Parent: row.GetString(1), Id: row.GetInt64(2)),
            token,
            table
        );
        var found = new List<FanOut>();
        foreach (var key in keys.GroupBy(key => key.Id).Where(key => key.Count() == 1).Select(key => key.First()))
        {
            var column = Dialects.Dialect.Quote(key.Column);
            var counts = await session.QueryAsync(
                $"""
                SELECT avg(n), max(n) FROM (SELECT count(*) AS n FROM {Dialects.Dialect.Quote(table)}
                    WHERE {column} IS NOT NULL GROUP BY {column})
                """,
                row => row.IsDBNull(0) ? ((double?)null, (long?)null) : (row.GetDouble(0), row.GetInt64(1)),
                token
            );
            found.Add(new(table, [key.Column], (ObjectName)key.Parent, counts[0].Item1, counts[0].Item2));
        }

        return found;
    }
}
