using Provisioning.Databases;

namespace Provisioning.Administration.Health.Sqlite;

/// <summary>The run-book's questions to an SQLite file, as far as a file has an answer.</summary>
internal static class SqliteRunBook
{
    private static RunBookQuery Sizes { get; } =
        new(
            "sizes",
            ["table", "total_bytes", "table_bytes", "indexes_bytes", "unused_bytes"],
            """
            SELECT m.tbl_name, sum(s.pgsize), coalesce(sum(s.pgsize) FILTER (WHERE m.type = 'table'), 0),
                coalesce(sum(s.pgsize) FILTER (WHERE m.type = 'index'), 0), sum(s.unused)
            FROM sqlite_master m JOIN (SELECT name, sum(pgsize) AS pgsize, sum(unused) AS unused FROM dbstat
                GROUP BY name) s ON s.name = m.name
            GROUP BY m.tbl_name ORDER BY 2 DESC, 1 LIMIT @p0
            """
        );

    // Without dbstat the file says no more than how large it is.
    private static RunBookQuery Pages { get; } =
        new(
            "sizes",
            ["table", "total_bytes", "free_bytes"],
            "SELECT '(all tables)', page_count * page_size, freelist_count * page_size FROM pragma_page_count, "
                + "pragma_page_size, pragma_freelist_count LIMIT @p0"
        );

    private static RunBookQuery Indexes { get; } =
        new(
            "indexes",
            ["index", "table", "columns", "is_unique", "is_partial", "bytes"],
            """
            SELECT i.name, m.name, (SELECT group_concat(coalesce(name, '(expression)'), ', ')
                FROM pragma_index_info(i.name)), i."unique" = 1, i.partial = 1,
                   (SELECT sum(pgsize) FROM dbstat WHERE dbstat.name = i.name)
            FROM sqlite_master m JOIN pragma_index_list(m.name) i WHERE m.type = 'table' ORDER BY 6 DESC, 1 LIMIT @p0
            """
        );

    /// <summary>The question of that name.</summary>
    /// <exception cref="ReportNotAvailableException">A file has nothing to answer it from.</exception>
    public static RunBookQuery Find(string report) =>
        report switch
        {
            "sizes" => Sizes,
            "indexes" => Indexes,
            "activity" => throw No("has no sessions to list: whoever opens the file reads and writes it by himself"),
            "slow-queries" => throw No("counts no queries; the application's own log may"),
            "vacuum" => throw No(
                "has no dead rows to vacuum: `provision doctor` shows how much of the file is free, and VACUUM makes "
                    + "it smaller"
            ),
            _ => throw No("knows one lock for the whole file and not who holds it; `fuser FILE` shows who has it open"),
        };

    /// <summary>The question as this build of SQLite can answer it.</summary>
    public static async Task<RunBookQuery> FittedAsync(
        RunBookQuery query,
        DatabaseSession session,
        CancellationToken token
    )
    {
        var hasSizes = await session.QueryAsync(
            "SELECT 1 FROM pragma_module_list WHERE name = 'dbstat'",
            row => row.GetInt64(0),
            token
        );
        return hasSizes.Count > 0 ? query
            : query == Sizes ? Pages
            : query with
            {
                Sql = query.Sql.Replace(
                    "(SELECT sum(pgsize) FROM dbstat WHERE dbstat.name = i.name)",
                    "NULL",
                    StringComparison.Ordinal
                ),
            };
    }

    private static ReportNotAvailableException No(string why) =>
        new($"An SQLite file {why}. The report is for PostgreSQL; on a file there are sizes and indexes.");
}
