using System.Data.Common;
using Microsoft.Data.Sqlite;
using Provisioning.Schema;

namespace Provisioning.Sqlite.Inspection;

/// <summary>Reads the structure of a SQLite database: from its pragmas, and from the SQL it keeps what those do not
/// say.</summary>
/// <remarks>SQLite's own tables, virtual tables with what they store in, and attached databases are left out.</remarks>
internal static partial class SqliteInspector
{
    private const string UserTables = """
        (SELECT m.name, m.sql FROM main.sqlite_master m JOIN pragma_table_list l ON l.schema = 'main'
            AND l.name = m.name AND l.type = 'table'
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\') t
        """;

    private const string Tables = $"SELECT t.name, t.sql FROM {UserTables}";

    private const string Columns = $"""
        SELECT t.name, c.name, c.type, c."notnull", c.dflt_value, c.pk, c.hidden
        FROM {UserTables} JOIN pragma_table_xinfo(t.name, 'main') c
        ORDER BY t.name, c.cid
        """;

    // SQLite numbers foreign keys from the last one in the text to the first.
    private const string ForeignKeys = $"""
        SELECT t.name, f.id, f."table", f."from", f."to", f.on_delete, f.on_update
        FROM {UserTables} JOIN pragma_foreign_key_list(t.name, 'main') f
        ORDER BY t.name, f.id DESC, f.seq
        """;

    private const string Indexes = $"""
        SELECT t.name, l.name, l."unique", l.origin, m.sql, c.name, c."desc"
        FROM {UserTables} JOIN pragma_index_list(t.name, 'main') l JOIN pragma_index_xinfo(l.name, 'main') c
        LEFT JOIN main.sqlite_master m ON m.type = 'index' AND m.name = l.name
        WHERE c.key
        ORDER BY t.name, l.name, c.seqno
        """;

    private const string Triggers = $"""
        SELECT t.name, g.name, g.sql
        FROM {UserTables} JOIN main.sqlite_master g ON g.type = 'trigger' AND g.tbl_name = t.name COLLATE NOCASE
        ORDER BY g.rowid
        """;

    private const string Views = "SELECT name, sql FROM main.sqlite_master WHERE type = 'view'";

    /// <summary>Reads the whole structure, inside the connection's transaction where one is open.</summary>
    public static async Task<DatabaseModel> InspectAsync(SqliteConnection connection, CancellationToken token)
    {
        var tables = await ReadAsync(
            connection,
            Tables,
            row => (Name: row.GetString(0), Declaration: new TableDeclaration(row.GetString(1))),
            token
        );
        var columns = (await ReadAsync(connection, Columns, ColumnRow.Read, token)).ToLookup(
            row => row.Table,
            StringComparer.OrdinalIgnoreCase
        );
        var foreignKeys = (await ReadAsync(connection, ForeignKeys, ForeignKeyRow.Read, token)).ToLookup(
            row => row.Table,
            StringComparer.Ordinal
        );
        var indexes = (await ReadAsync(connection, Indexes, IndexRow.Read, token)).ToLookup(
            row => row.Table,
            StringComparer.Ordinal
        );
        var triggers = (
            await ReadAsync(
                connection,
                Triggers,
                row => (Table: row.GetString(0), Trigger: TriggerFrom(row.GetString(1), row.GetString(2))),
                token
            )
        ).ToLookup(row => row.Table, row => row.Trigger, StringComparer.Ordinal);

        var found = tables.Select(table => new Table(
            table.Name,
            ColumnRow.Columns(columns[table.Name], table.Declaration, indexes[table.Name])
        )
        {
            PrimaryKey = ColumnRow.KeyOf(columns[table.Name]) is { Count: > 0 } key
                ? table.Declaration.PrimaryKey(key)
                : null,
            Uniques = table
                .Declaration.Uniques.Select(unique =>
                    unique with
                    {
                        Columns = Spelled(unique.Columns, columns[table.Name]),
                        Sorting = Spelled(unique.Sorting, columns[table.Name].Select(row => row.Column.Name)),
                    }
                )
                .ToValueList(),
            Checks = table.Declaration.Checks.ToValueList(),
            ForeignKeys = ForeignKeyRow.ForeignKeys(foreignKeys[table.Name], table.Declaration, parent =>
                columns[parent]
            ),
            Indexes = IndexRow.Indexes(indexes[table.Name]),
            Triggers = triggers[table.Name].ToValueList(),
            Options = table.Declaration.Options,
            Unmodelled = table.Declaration.Unknown,
        });
        var views = await ReadAsync(connection, Views, row => ViewFrom(row.GetString(0), row.GetString(1)), token);
        return new()
        {
            Tables = DatabaseModel.Empty.Tables.AddRange(found.Select(table => KeyValuePair.Create(table.Name, table))),
            Views = DatabaseModel.Empty.Views.AddRange(views.Select(view => KeyValuePair.Create(view.Name, view))),
        };
    }

    private static async Task<List<T>> ReadAsync<T>(
        SqliteConnection connection,
        string query,
        Func<DbDataReader, T> read,
        CancellationToken token
    )
    {
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        await using var reader = await command.ExecuteReaderAsync(token);
        var rows = new List<T>();
        while (await reader.ReadAsync(token))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    // The query follows the first AS, which no name before it can be without quotes.
    private static View ViewFrom(string name, string sql)
    {
        var at = sql.IndexOf(name, StringComparison.OrdinalIgnoreCase) + name.Length;
        return new(name, AsKeyword().Split(sql[at..], 2)[^1].Trim());
    }

    [System.Text.RegularExpressions.GeneratedRegex(
        @"\bAS\b",
        System.Text.RegularExpressions.RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial System.Text.RegularExpressions.Regex AsKeyword();

    private static string? TextOrNull(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    private static ValueList<IndexColumn> Spelled(ValueList<IndexColumn> sorting, IEnumerable<string> columns) =>
        sorting
            .Select(column =>
                column with
                {
                    Name = columns.FirstOrDefault(name => name.Equals(column.Name, StringComparison.OrdinalIgnoreCase))
                        ?? column.Name,
                }
            )
            .ToValueList();

    // A constraint may spell a column in another case than the column itself does.
    private static ValueList<string> Spelled(ValueList<string> names, IEnumerable<ColumnRow> columns) =>
        names
            .Select(name =>
                columns.FirstOrDefault(c => c.Column.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Column.Name
                ?? name
            )
            .ToValueList();
}
