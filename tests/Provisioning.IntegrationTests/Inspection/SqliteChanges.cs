namespace Provisioning.IntegrationTests.Inspection;

/// <summary>A change of each kind that an SQLite database can see by hand.</summary>
internal static class SqliteChanges
{
    /// <summary>What the migration makes.</summary>
    public const string Before = """
        CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT);
        CREATE TABLE plain (id INTEGER PRIMARY KEY, a TEXT);
        CREATE TABLE loose (id INTEGER PRIMARY KEY, a TEXT);
        CREATE TABLE strict_key (id INTEGER PRIMARY KEY, a TEXT UNIQUE);
        CREATE TABLE nulled (id INTEGER PRIMARY KEY, a TEXT NOT NULL DEFAULT '');
        CREATE TABLE sorted (id INTEGER PRIMARY KEY, a TEXT);
        CREATE TABLE made (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER GENERATED ALWAYS AS (a + 1));
        CREATE TABLE stored (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER GENERATED ALWAYS AS (a + 1));
        CREATE TABLE counted (id INTEGER PRIMARY KEY, a TEXT);
        CREATE TABLE defaulted (id INTEGER PRIMARY KEY, a TEXT DEFAULT 'x');
        CREATE TABLE child (id INTEGER PRIMARY KEY, n INTEGER REFERENCES notes (id));
        CREATE TABLE checked (id INTEGER PRIMARY KEY, a TEXT, CONSTRAINT ck CHECK (a <> 'b'));
        CREATE INDEX part ON notes (text) WHERE id > 0;
        CREATE INDEX expr ON notes (lower(text));
        CREATE INDEX cased ON notes (text);
        CREATE INDEX uniq ON notes (text DESC);
        CREATE VIEW some AS SELECT id, text FROM notes WHERE id > 1;
        CREATE VIEW named AS SELECT id FROM notes;
        CREATE TRIGGER guard AFTER UPDATE ON notes BEGIN SELECT 1; END;
        """;

    /// <summary>The changes, in the order in which they are made.</summary>
    public static IReadOnlyList<Change> All { get; } =
    [
        new("ALTER TABLE notes ADD COLUMN surplus TEXT", "+ table notes: surplus TEXT"),
        new(
            "DROP TABLE plain; CREATE TABLE plain (id INTEGER PRIMARY KEY, a TEXT) WITHOUT ROWID",
            "+ table plain: WITHOUT ROWID"
        ),
        new("DROP TABLE loose; CREATE TABLE loose (id INTEGER PRIMARY KEY, a TEXT) STRICT", "+ table loose: STRICT"),
        new(
            "DROP TABLE strict_key; CREATE TABLE strict_key (id INTEGER PRIMARY KEY, "
                + "a TEXT UNIQUE ON CONFLICT REPLACE)",
            "table strict_key: "
        ),
        new(
            "DROP TABLE nulled; CREATE TABLE nulled (id INTEGER PRIMARY KEY, "
                + "a TEXT NOT NULL ON CONFLICT REPLACE DEFAULT '')",
            "+ table nulled: NULL in a on conflict replace"
        ),
        new("DROP TABLE sorted; CREATE TABLE sorted (id INTEGER PRIMARY KEY, a TEXT COLLATE NOCASE)", "a TEXT COLLATE"),
        new(
            "DROP TABLE made; CREATE TABLE made (id INTEGER PRIMARY KEY, a INTEGER, b "
                + "INTEGER GENERATED ALWAYS AS (a + 2))",
            "GENERATED ALWAYS AS (a + 2)"
        ),
        new(
            "DROP TABLE stored; CREATE TABLE stored (id INTEGER PRIMARY KEY, a "
                + "INTEGER, b INTEGER GENERATED ALWAYS AS (a + 1) STORED)",
            "(a + 1) STORED"
        ),
        new("DROP TABLE counted; CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT)", "IDENTITY"),
        new(
            "DROP TABLE defaulted; CREATE TABLE defaulted (id INTEGER PRIMARY KEY, a TEXT DEFAULT 'X')",
            "DEFAULT ('X')"
        ),
        new(
            "DROP TABLE child; CREATE TABLE child (id INTEGER PRIMARY KEY, n INTEGER "
                + "REFERENCES notes (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED)",
            "on delete cascade deferred"
        ),
        new(
            "DROP TABLE checked; CREATE TABLE checked (id INTEGER PRIMARY KEY, a TEXT, CONSTRAINT ck CHECK (a <> 'B'))",
            "check ck (a <> 'B')"
        ),
        new("DROP INDEX part; CREATE INDEX part ON notes (text) WHERE id > 1", "WHERE id > 1"),
        new("DROP INDEX expr; CREATE INDEX expr ON notes (upper(text))", "(upper(text)"),
        new("DROP INDEX cased; CREATE INDEX cased ON notes (text COLLATE NOCASE)", "NOCASE"),
        new("DROP INDEX uniq; CREATE UNIQUE INDEX uniq ON notes (text DESC)", "CREATE UNIQUE INDEX \"uniq\""),
        new("DROP VIEW some; CREATE VIEW some AS SELECT id, text FROM notes WHERE id > 2", "WHERE id > 2"),
        new("DROP VIEW named; CREATE VIEW named (number) AS SELECT id FROM notes", "view named: columns (number)"),
        new(
            "CREATE TRIGGER of_view INSTEAD OF INSERT ON some BEGIN SELECT 1; END",
            "view some: CREATE TRIGGER of_view"
        ),
        new(
            "DROP TRIGGER guard; CREATE TRIGGER guard AFTER UPDATE ON notes WHEN NEW.id > 1 BEGIN SELECT 1; END",
            "WHEN NEW.id > 1"
        ),
        new("CREATE VIRTUAL TABLE words USING fts5(body)", "virtual table words: CREATE VIRTUAL TABLE"),
    ];
}
