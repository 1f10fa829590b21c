namespace Provisioning.Sqlite.Dialect;

/// <summary>The SQL by which a script checks foreign keys, where no program looks on.</summary>
internal static class ForeignKeySql
{
    /// <summary>The tables whose rows SQLite can check. It refuses to where a foreign key refers to columns without a
    /// unique key.</summary>
    public const string Checkable = """
        SELECT m.name FROM sqlite_master m WHERE m.type = 'table' AND NOT EXISTS (
          SELECT 1 FROM (SELECT id, "table" AS parent, count(*) AS n FROM pragma_foreign_key_list(m.name) GROUP BY id) f
          JOIN sqlite_master p ON p.type = 'table' AND p.name = f.parent COLLATE NOCASE
          WHERE NOT (
            (SELECT count(*) FROM pragma_table_xinfo(p.name) WHERE pk > 0) = f.n AND NOT EXISTS (
              SELECT 1 FROM pragma_foreign_key_list(m.name) k WHERE k.id = f.id AND k."to" IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM pragma_table_xinfo(p.name) x WHERE x.pk > 0 AND x.name = k."to" COLLATE NOCASE)))
          AND NOT EXISTS (
            SELECT 1 FROM pragma_index_list(p.name) i
            WHERE i."unique" AND NOT i.partial AND (SELECT count(*) FROM pragma_index_info(i.name)) = f.n
            AND NOT EXISTS (
              SELECT 1 FROM pragma_foreign_key_list(m.name) k WHERE k.id = f.id
              AND NOT EXISTS (SELECT 1 FROM pragma_index_info(i.name) x WHERE x.name = k."to" COLLATE NOCASE))))
        """;

    private const string Orphans = $"""
        SELECT c."table" AS child, c.parent AS parent, count(*) AS found
        FROM ({Checkable}) t JOIN pragma_foreign_key_check(t.name) c GROUP BY 1, 2
        """;

    /// <summary>Remembers what does not hold before a migration.</summary>
    public static IReadOnlyList<string> Before { get; } =
    [
        "CREATE TEMP TABLE provisioning_tables AS SELECT name FROM sqlite_master WHERE type = 'table'",
        $"CREATE TEMP TABLE provisioning_orphans AS {Orphans}",
    ];

    /// <summary>Fails where a table or a row is gone that others refer to, as far as it was there before.</summary>
    /// <param name="dropped">The tables that are dropped, as they may be newer than <see cref="Before"/>.</param>
    public static IEnumerable<string> After(IEnumerable<string> dropped) =>
        [
            .. dropped.Select(table => $"INSERT INTO provisioning_tables VALUES ({SqliteDialect.QuoteText(table)})"),
            """
                CREATE TEMP TABLE provisioning_check (
                  gone INTEGER CONSTRAINT "a table is dropped that others refer to" CHECK (gone = 0),
                  orphaned INTEGER CONSTRAINT "rows refer to rows that are not there" CHECK (orphaned = 0))
                """,
            """
                INSERT INTO provisioning_check (gone) SELECT count(*)
                FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) k
                WHERE m.type = 'table' AND k."table" COLLATE NOCASE IN (SELECT name FROM provisioning_tables)
                AND k."table" COLLATE NOCASE NOT IN (SELECT name FROM sqlite_master WHERE type = 'table')
                """,
            $"""
                INSERT INTO provisioning_check (orphaned) SELECT count(*) FROM ({Orphans}) now
                LEFT JOIN provisioning_orphans was ON was.child = now.child AND was.parent = now.parent
                WHERE now.found > coalesce(was.found, 0)
                """,
            "DROP TABLE temp.provisioning_check",
            "DROP TABLE temp.provisioning_orphans",
            "DROP TABLE temp.provisioning_tables",
        ];
}
