using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Sqlite.Dialect;

/// <summary>The statements that put a new table in the place of one, with its rows, indexes and triggers, in the order
/// that SQLite's manual gives for it.</summary>
/// <param name="was">The table.</param>
/// <param name="now">What it will be, under the same name.</param>
/// <param name="copy">The name of the new table until it takes the place of the old one; no other object has
/// it.</param>
/// <param name="definition">The columns and constraints that it will have.</param>
/// <param name="rest">What makes the indexes and triggers that it will have.</param>
/// <param name="rowNumber">The name by which row numbers that no column holds are copied; null for none.</param>
/// <param name="toNumbers">The columns that hold numbers from now on.</param>
/// <param name="hasUnmatched">Whether the database has foreign keys that SQLite refuses to check.</param>
internal sealed class TableRebuild(
    Table was,
    Table now,
    string copy,
    string definition,
    IEnumerable<SqlStatement> rest,
    string? rowNumber,
    IReadOnlyList<Column> toNumbers,
    bool hasUnmatched
)
{
    // A failure has to be SQL for the same statements to be a script: SQLite says which constraint a row fails.
    private const string Checks = "temp.provisioning_rebuild";

    private readonly string _name = SqliteDialect.Quote(was.Name.Name);
    private readonly string _copy = SqliteDialect.Quote(copy);

    /// <summary>The statements.</summary>
    public IEnumerable<SqlStatement> Statements =>
        [
            .. Check(),
            new($"CREATE TABLE {_copy} {definition}"),
            new(Copy())
            {
                Facts = new()
                {
                    Basis = FactBasis.Table,
                    Rewrites = [was.Name],
                    Scans = [was.Name],
                },
            },
            .. toNumbers.Count > 0 ? [CheckNumbers()] : Array.Empty<SqlStatement>(),
            .. Texts([.. Replace()]),
            .. rest,
            CheckForeignKeys(),
            new($"DROP TABLE {Checks}"),
        ];

    private static IEnumerable<SqlStatement> Texts(params IEnumerable<string> texts) =>
        texts.Select(text => new SqlStatement(text));

    private IEnumerable<string> Replace() =>
        [
            .. was.Columns.Concat(now.Columns).Count(column => column.Identity is not null) == 2 ? KeepNumbering() : [],
            $"DROP TABLE {_name}",
            // Views and triggers elsewhere name a table that is not there at this moment; without this SQLite would
            // refuse because of them.
            "PRAGMA legacy_alter_table = ON",
            $"ALTER TABLE {_copy} RENAME TO {_name}",
            "PRAGMA legacy_alter_table = OFF",
        ];

    private static string Text(string text) => SqliteDialect.QuoteText(text);

    // Before anything is lost: that nothing unknown depends on the table, and that no NULL is in a column that allows
    // none.
    private IEnumerable<SqlStatement> Check()
    {
        var known = was
            .Columns.Select(column => column.Name)
            .Concat(was.Indexes.Select(index => index.Name))
            .Concat(was.Triggers.Select(trigger => trigger.Name));
        var filled = now
            .Columns.Where(column =>
                column is { IsNullable: not true, Computed: null }
                && was.Find(column.Name) is { IsNullable: true, Computed: null }
            )
            .Select(column => column.Name)
            .ToList();
        var table = was.Name.Name;
        var empty =
            filled.Count == 0
                ? ""
                : $",\n  empty INTEGER CONSTRAINT "
                    + $"{SqliteDialect.Quote($"{string.Join(" or ", filled)} of {table} is NULL in some rows")} CHECK "
                    + $"(empty = 0)";
        var numbers =
            toNumbers.Count == 0
                ? ""
                : $",\n  words INTEGER CONSTRAINT "
                    + $"{SqliteDialect.Quote(
                        $"{string.Join(" or ", toNumbers.Select(column => column.Name))} of {table} is no number "
                            + "in some rows"
                    )} CHECK (words = 0)";
        yield return new(
            $"""
            CREATE TEMP TABLE {Checks["temp.".Length..]} (
              unknown INTEGER CONSTRAINT {SqliteDialect.Quote(
                $"{table} has columns, indexes or triggers that were not known of"
            )} CHECK (unknown = 0),
              orphaned INTEGER CONSTRAINT {SqliteDialect.Quote(
                $"rows of {table}, or rows that refer to it, refer to rows that are not there"
            )} CHECK (orphaned = 0){empty}{numbers})
            """
        );
        yield return new(
            $"""
            INSERT INTO {Checks} (unknown) SELECT count(*) FROM (
              SELECT name FROM pragma_table_xinfo({Text(table)})
              UNION ALL SELECT name FROM sqlite_master WHERE tbl_name = {Text(
                table
            )} COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL)
            WHERE name NOT IN ({string.Join(", ", known.Select(Text))})
            """
        );
        if (filled.Count > 0)
        {
            var isNull = string.Join(" OR ", filled.Select(column => $"{SqliteDialect.Quote(column)} IS NULL"));
            yield return new($"INSERT INTO {Checks} (empty) SELECT count(*) FROM {_name} WHERE {isNull}")
            {
                Reasons = $"SELECT {Row(was)} FROM {_name} WHERE {isNull} LIMIT 3",
            };
        }
    }

    private SqlStatement CheckNumbers()
    {
        var isNone = string.Join(
            " OR ",
            toNumbers.Select(column => $"typeof({SqliteDialect.Quote(column.Name)}) IN ('text', 'blob')")
        );
        var values = string.Concat(
            toNumbers.Select(column =>
                $" || {Text($", {column.Name} = ")} || quote({SqliteDialect.Quote(column.Name)})"
            )
        );
        return new($"INSERT INTO {Checks} (words) SELECT count(*) FROM {_copy} WHERE {isNone}")
        {
            Reasons = $"SELECT {Row(now)}{values} FROM {_copy} WHERE {isNone} LIMIT 3",
        };
    }

    // Which row it is, for people.
    private static string Row(Table table) =>
        table.PrimaryKey is { } key
            ? string.Join(
                " || ', ' || ",
                key.Columns.Select(column => $"{Text($"{column} = ")} || quote({SqliteDialect.Quote(column)})")
            )
            : "'rowid = ' || rowid";

    private string Copy()
    {
        var kept = now
            .Columns.Where(column => column.Computed is null && was.Find(column.Name) is not null)
            .Select(column => SqliteDialect.Quote(column.Name));
        var columns = string.Join(", ", rowNumber is null ? kept : kept.Prepend(rowNumber));
        return $"INSERT INTO {_copy} ({columns}) SELECT {columns} FROM {_name}";
    }

    // Numbers of deleted rows are not given again.
    private IEnumerable<string> KeepNumbering()
    {
        var (from, to) = (Text(was.Name.Name), Text(copy));
        yield return $"DELETE FROM sqlite_sequence WHERE name = {to}";
        yield return $"INSERT INTO sqlite_sequence (name, seq) SELECT {to}, seq FROM sqlite_sequence WHERE name = "
            + $"{from}";
    }

    private SqlStatement CheckForeignKeys()
    {
        var table = Text(was.Name.Name);
        var orphans = $"""
            FROM (
              SELECT name FROM sqlite_master m WHERE type = 'table'
              AND (name = {table} COLLATE NOCASE OR EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name) k WHERE k."table" = {table} COLLATE NOCASE))) c
            JOIN pragma_foreign_key_check(c.name)
            """;
        var checkable = hasUnmatched ? $" WHERE c.name IN ({ForeignKeySql.Checkable})" : "";
        return new($"INSERT INTO {Checks} (orphaned) SELECT count(*) {orphans}{checkable}")
        {
            Reasons = $"""
                SELECT o."table" || coalesce(' (rowid ' || o.rowid || ')', '') || ' refers to ' || o.parent
                {orphans} AS o{checkable} LIMIT 3
                """,
        };
    }
}
