using Provisioning.Dialects;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Sqlite;

/// <summary>A table that is made again keeps everything that the change does not take away.</summary>
public sealed class RebuildTests(PostgreSqlServer server)
{
    private const string Everything = """
        CREATE TABLE people (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL COLLATE NOCASE DEFAULT 'it''s',
            boss INTEGER CONSTRAINT fk_boss REFERENCES people (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
            team INTEGER DEFAULT 1 REFERENCES teams (id) ON DELETE CASCADE,
            age INTEGER CHECK (age > 0), note DEFAULT "none",
            twice INTEGER GENERATED ALWAYS AS (age * 2) STORED, half REAL AS (age / 2.0),
            CONSTRAINT uq_name_age UNIQUE (name, age), CONSTRAINT ck_name CHECK (name <> 'age'));
        CREATE TABLE teams (id INTEGER PRIMARY KEY, lead INTEGER REFERENCES people (id) ON DELETE CASCADE);
        CREATE TABLE visits (person INTEGER NOT NULL REFERENCES people ON DELETE CASCADE, at TEXT);
        CREATE TABLE log (what TEXT);
        CREATE UNIQUE INDEX ix_part ON people (name COLLATE RTRIM DESC, age) WHERE age > 10;
        CREATE INDEX ix_expression ON people (lower(name), (age + 1) DESC);
        CREATE TRIGGER second AFTER INSERT ON people BEGIN INSERT INTO log VALUES ('second ' || NEW.name); END;
        CREATE TRIGGER first AFTER UPDATE OF age ON people WHEN NEW.age > 1 BEGIN INSERT INTO log SELECT 'first ' || name FROM people WHERE id = NEW.id; END;
        CREATE TRIGGER elsewhere AFTER DELETE ON visits BEGIN UPDATE people SET age = age + 1 WHERE id = OLD.person; END;
        CREATE VIEW grown AS SELECT name, twice FROM people WHERE age > 10;
        CREATE TRIGGER on_view INSTEAD OF INSERT ON grown BEGIN INSERT INTO people (name) VALUES (NEW.name); END;
        INSERT INTO teams (id) VALUES (1), (2);
        INSERT INTO people (id, name, boss, team, age) VALUES (3, 'Ada', NULL, 1, 30), (7, 'Bob', 3, 2, 20), (8, 'Cy', 8, 1, NULL), (99, 'gone', 3, 1, 5);
        DELETE FROM people WHERE id = 99;
        UPDATE teams SET lead = 7 WHERE id = 2;
        INSERT INTO visits VALUES (3, 'a'), (7, 'b'), (7, 'c');
        """;

    private const string Rows = """
        SELECT 'p', id, name, boss, team, age, note, twice, half FROM people UNION ALL SELECT 't', id, lead, '', '', '', '', '', '' FROM teams
        UNION ALL SELECT 'v', rowid, person, at, '', '', '', '', '' FROM visits UNION ALL SELECT 's', name, seq, '', '', '', '', '', '' FROM sqlite_sequence WHERE name = 'people'
        UNION ALL SELECT 'g', name, twice, '', '', '', '', '', '' FROM grown UNION ALL SELECT 'l', rowid, what, '', '', '', '', '', '' FROM log
        """;

    private static readonly CheckConstraint Adult = new("ck_adult", "age IS NULL OR age < 200");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_that_hangs_on_a_table_survives_and_so_do_the_rows_that_refer_to_it()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, Everything, Token);
        var rows = await database.TextAsync(Rows, Token);
        var others = await OthersAsync(database);
        var steps = new Steps(
            1,
            [new AddCheck("people", Adult)],
            [new DropConstraint("people", "ck_adult", ConstraintKind.Check)]
        );

        await database.RunAsync(new MigrationTarget.Up(), Token, steps);
        var rebuilt = await database.SchemaAsync(Token);

        Assert.Equal(rows, await database.TextAsync(Rows, Token));
        Assert.Equal(others, await OthersAsync(database));
        Assert.Contains("ck_adult", rebuilt, StringComparison.Ordinal);
        Assert.Empty(await database.RowsAsync("PRAGMA foreign_key_check", Token));
        await database.RunAsync(new MigrationTarget.DownBy(1), Token, steps);
        await database.RunAsync(new MigrationTarget.Up(), Token, steps);
        Assert.Equal(rows, await database.TextAsync(Rows, Token));
        Assert.Equal(rebuilt, await database.SchemaAsync(Token));
    }

    [Fact]
    public async Task A_recreated_table_behaves_as_before()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, Everything, Token);
        await database.UpAsync(Token, new AddCheck("people", Adult));
        const string act = """
            PRAGMA foreign_keys = ON;
            INSERT INTO grown (name) VALUES ('Dee');
            UPDATE people SET age = 31 WHERE name = 'ADA';
            DELETE FROM people WHERE id = 7;
            """;

        await database.ExecuteAsync(act, Token);

        Assert.Equal(
            "3|31|62|none\n8|NULL|NULL|none\n100|NULL|NULL|none",
            await database.TextAsync("SELECT id, age, twice, note FROM people ORDER BY id", Token)
        );
        Assert.Equal(
            "second Ada\nsecond Bob\nsecond Cy\nsecond gone\nsecond Dee\nfirst Ada",
            await database.TextAsync("SELECT what FROM log", Token)
        );
        Assert.Equal("1|NULL", await database.TextAsync("SELECT * FROM teams", Token));
        Assert.Equal("3|a", await database.TextAsync("SELECT * FROM visits", Token));
        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() =>
            database.ExecuteAsync("INSERT INTO people (name, age) VALUES ('Old', 300)", Token)
        );
        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() =>
            database.ExecuteAsync("INSERT INTO people (name, age) VALUES ('ada', 31)", Token)
        );
    }

    [Fact]
    public async Task Deleting_a_row_in_the_same_migration_still_takes_those_that_refer_to_it()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, Everything, Token);

        await database.UpAsync(
            Token,
            new AddCheck("people", Adult),
            new DeleteRows("people", [new RowFilter.Matching([new("id", 7)])]),
            new AddCheck("visits", new("ck_at", "at <> ''"))
        );

        Assert.Equal("3|a", await database.TextAsync("SELECT * FROM visits", Token));
        Assert.Equal("1|NULL", await database.TextAsync("SELECT * FROM teams", Token));
    }

    [Theory]
    [InlineData("CREATE TABLE t (a TEXT, b INTEGER)")]
    [InlineData("CREATE TABLE t (a TEXT PRIMARY KEY, b INTEGER)")]
    [InlineData("CREATE TABLE t (a TEXT, b INTEGER, rowid TEXT)")]
    [InlineData("CREATE TABLE t (a INT PRIMARY KEY, b INTEGER)")]
    public async Task Row_numbers_that_no_column_holds_stay(string table)
    {
        await using var database = await Rebuilding.DatabaseAsync(
            server,
            $"{table}; INSERT INTO t (_rowid_, a, b) VALUES (5, 1, 1), (9, 2, 2), (-3, 3, NULL)",
            Token
        );
        var before = await database.TextAsync("SELECT oid, * FROM t", Token);

        await database.UpAsync(Token, new SetDefault("t", "b", new LiteralDefault(4)));

        Assert.Equal(before, await database.TextAsync("SELECT oid, * FROM t", Token));
    }

    [Theory]
    [InlineData("CREATE TABLE t (a TEXT PRIMARY KEY, b INTEGER) WITHOUT ROWID", "WITHOUT ROWID")]
    [InlineData("CREATE TABLE t (a TEXT PRIMARY KEY, b INTEGER) strict, without rowid", "STRICT, WITHOUT ROWID")]
    [InlineData("CREATE TABLE t (a TEXT, b INTEGER) STRICT", "STRICT")]
    public async Task Options_of_a_table_stay(string table, string options)
    {
        await using var database = await Rebuilding.DatabaseAsync(
            server,
            $"{table}; INSERT INTO t VALUES ('x', 1)",
            Token
        );

        await database.UpAsync(Token, new SetDefault("t", "b", new LiteralDefault(4)));

        Assert.EndsWith(
            $") {options}",
            await database.TextAsync("SELECT sql FROM sqlite_master WHERE name = 't'", Token),
            StringComparison.Ordinal
        );
        Assert.Equal("x|1", await database.TextAsync("SELECT * FROM t", Token));
    }

    [Theory]
    [InlineData("CREATE TABLE t (a INTEGER PRIMARY KEY DESC, b INTEGER)", "DESC")]
    public async Task What_would_be_lost_is_refused_by_name_before_anything_ran(string table, string lost)
    {
        await using var database = await Rebuilding.DatabaseAsync(server, table, Token);

        var refusal = await Assert.ThrowsAsync<OperationNotSupportedException>(() =>
            database.UpAsync(Token, new SetDefault("t", "b", new LiteralDefault(4)))
        );

        Assert.Contains(lost, refusal.Message, StringComparison.Ordinal);
        Assert.Equal("t", await database.TextAsync("SELECT name FROM sqlite_master WHERE type = 'table'", Token));
    }

    [Theory]
    [InlineData("CREATE TABLE provisioning_new_t (a TEXT); INSERT INTO provisioning_new_t VALUES ('mine')")]
    [InlineData("CREATE VIEW Provisioning_New_T AS SELECT 'mine'; CREATE TABLE provisioning_new_t_2 (a)")]
    [InlineData("CREATE INDEX provisioning_new_t ON t (a); CREATE TABLE provisioning_rebuild AS SELECT 'mine'")]
    public async Task A_users_object_may_have_the_name_that_a_rebuild_would_use(string sql)
    {
        await using var database = await Rebuilding.DatabaseAsync(
            server,
            $"CREATE TABLE t (a TEXT, b INTEGER DEFAULT 2); INSERT INTO t (a) VALUES ('x'); {sql}",
            Token
        );
        const string Others =
            "SELECT type, name FROM sqlite_master WHERE name <> 't' AND name LIKE 'prov%t%' ORDER BY name";
        var before = await database.TextAsync(Others, Token);

        await database.UpAsync(
            Token,
            new AddCheck("t", new("ck", "b > 1")),
            new SetDefault("t", "b", new LiteralDefault(4))
        );

        Assert.Equal("x|2", await database.TextAsync("SELECT * FROM t", Token));
        Assert.Equal(
            before,
            (await database.TextAsync(Others, Token))
                .Replace("table|provisioning_ledger\n", "", StringComparison.Ordinal)
                .Replace("table|provisioning_history\n", "", StringComparison.Ordinal)
        );
        if (before.Contains("table|provisioning_new_t\n", StringComparison.Ordinal))
        {
            Assert.Equal("mine", await database.TextAsync("SELECT * FROM provisioning_new_t", Token));
        }
    }

    [Fact]
    public async Task A_rebuild_works_after_raw_sql_in_the_same_migration()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, "", Token);

        await database.UpAsync(
            Token,
            new ExecuteSql(
                "CREATE TABLE t (a TEXT, b INTEGER DEFAULT 2); INSERT INTO t (a) VALUES ('x'); CREATE INDEX raw ON t "
                    + "(b)"
            ),
            new RenameColumn("t", "b", "c"),
            new AddCheck("t", new("ck_c", "c > 1")),
            new DropColumn("t", "c")
        );

        Assert.Equal("x", await database.TextAsync("SELECT * FROM t", Token));
        Assert.Equal(
            "",
            await database.TextAsync("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 't'", Token)
        );
    }

    // What exists beside the table itself, to the letter; what hangs on it, by its meaning: names come back in quotes.
    private static Task<string> OthersAsync(TestDatabase database) =>
        database.TextAsync(
            "SELECT type, name, sql FROM sqlite_master WHERE tbl_name <> 'people' AND tbl_name NOT LIKE "
                + "'%VersionInfo%' AND tbl_name NOT LIKE 'provisioning_%' OR type = 'trigger' ORDER BY name",
            Token
        );
}
