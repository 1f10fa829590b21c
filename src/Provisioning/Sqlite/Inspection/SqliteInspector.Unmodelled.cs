using Microsoft.Data.Sqlite;
using Provisioning.Schema;
using Provisioning.Sqlite.Dialect;

namespace Provisioning.Sqlite.Inspection;

// What no operation describes.
internal static partial class SqliteInspector
{
    private static readonly ValueList<string> NotRead =
    [
        "rows, and the numbers that AUTOINCREMENT has given",
        "what the file says of itself: user_version, application_id, encoding, auto_vacuum, page_size, journal_mode",
        "the statistics of ANALYZE",
        "the order of columns, and what SQLite reads and does nothing with: MATCH, DEFERRABLE INITIALLY IMMEDIATE, "
            + "comments",
        "the ledger's own tables",
        "what virtual tables store, and the tables that they make for it",
    ];

    private const string VirtualTables = """
        SELECT m.name, m.sql FROM main.sqlite_master m JOIN pragma_table_list l ON l.schema = 'main'
            AND l.name = m.name AND l.type = 'virtual'
        """;

    private const string ViewTriggers = """
        SELECT v.name, g.sql FROM main.sqlite_master v JOIN main.sqlite_master g ON g.type = 'trigger'
            AND g.tbl_name = v.name COLLATE NOCASE
        WHERE v.type = 'view'
        """;

    /// <summary>Reads what <see cref="InspectAsync"/> has no place for.</summary>
    public static async Task<UnmodelledStructure> InspectUnmodelledAsync(
        SqliteConnection connection,
        CancellationToken token
    )
    {
        var tables = await ReadAsync(
            connection,
            VirtualTables,
            row => new UnmodelledPart("virtual table", row.GetString(0), row.GetString(1)),
            token
        );
        var triggers = await ReadAsync(
            connection,
            ViewTriggers,
            row => new UnmodelledPart("view", row.GetString(0), row.GetString(1)),
            token
        );
        var columns = await ReadAsync(
            connection,
            Views,
            row => (Name: row.GetString(0), Columns: ColumnsOf(row.GetString(1))),
            token
        );
        return new()
        {
            Parts =
            [
                .. tables
                    .Concat(triggers)
                    .Concat(
                        columns
                            .Where(view => view.Columns.Length > 0)
                            .Select(view => new UnmodelledPart("view", view.Name, $"columns {view.Columns}"))
                    )
                    .OrderBy(part => part.Kind, StringComparer.Ordinal)
                    .ThenBy(part => part.Name.Name, StringComparer.Ordinal)
                    .ThenBy(part => part.Text, StringComparer.Ordinal),
            ],
            NotRead = NotRead,
        };
    }

    // CREATE VIEW name (a, b) AS …
    private static string ColumnsOf(string sql)
    {
        var tokens = new SqliteTokens(sql);
        var query = tokens.Find(0, "AS");
        var open = 0;
        while (open < query && !tokens.IsOpen(open))
        {
            open++;
        }

        return open < query ? $"({string.Join(", ", tokens.Items(open).Select(item => tokens.Name(item.From)))})" : "";
    }
}
