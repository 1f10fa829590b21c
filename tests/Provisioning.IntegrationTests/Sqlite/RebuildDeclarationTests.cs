using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Sqlite;

/// <summary>A rebuild keeps every declaration that SQLite takes.</summary>
public sealed class RebuildDeclarationTests(PostgreSqlServer server)
{
    private const int Generated = 300;

    private static readonly string[] Defaults =
    [
        "1.5",
        "-1.5",
        "+ 2.25",
        "- 3",
        "0.0",
        ".5",
        "5.",
        "1e-3",
        "-.5E+3",
        "0x1F",
        "'it''s (a) -- b'",
        "'1.5'",
        "-'7'",
        "X'0aFF'",
        "x''",
        "(1.5 + -2e1)",
        "( 'a' || '(' )",
        "(abs(-1.5))",
        "NULL",
        "TRUE",
        "false",
        "word",
        "\"two words\"",
        "[a b]",
        "CURRENT_TIMESTAMP",
        "current_date",
        "/* c */ 9223372036854775807",
    ];

    // SQLite takes a name for a text, and a rebuild writes the text.
    private const string Default = """
        CASE WHEN c.name = 'other' THEN '' WHEN c.dflt_value = 'word' THEN '''word'''
        ELSE replace(replace(replace(trim(c.dflt_value), '"', ''''), '[', ''''), ']', '''') END
        """;

    private static readonly string[] Clauses =
    [
        "",
        " NOT NULL",
        " NOT NULL ON CONFLICT IGNORE",
        " NULL",
        " COLLATE NOCASE",
        " CONSTRAINT u_{0} UNIQUE ON CONFLICT REPLACE",
        " UNIQUE",
        " CHECK (c{0} IS NOT 7.25) ",
        " REFERENCES p (id) MATCH FULL ON DELETE SET DEFAULT",
        " CONSTRAINT n_{0} NOT NULL ON CONFLICT FAIL COLLATE RTRIM",
    ];

    private static readonly string[] Types =
    [
        "",
        " TEXT",
        " INTEGER",
        " NUMERIC(10, 2)",
        " REAL",
        " LONG VARCHAR (20)",
        " BLOB",
        " Decimal",
    ];

    private static readonly string[] Keys =
    [
        "",
        ", PRIMARY KEY (c0 DESC, c1)",
        ", CONSTRAINT pk PRIMARY KEY (c1 COLLATE NOCASE DESC) ON CONFLICT ROLLBACK",
        ", UNIQUE (c0 COLLATE RTRIM, c1 DESC) ON CONFLICT ABORT",
        ", CONSTRAINT \"u q\" UNIQUE (c1 ASC, c0), CHECK (c0 <> ' DESC ')",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Generated_tables_are_the_same_after_it()
    {
        var random = new Random(20260101);
        var tables = Enumerable.Range(0, Generated).Select(at => Table(at, random)).ToArray();
        await using var database = await Rebuilding.DatabaseAsync(
            server,
            $"CREATE TABLE p (id INTEGER PRIMARY KEY); BEGIN; {string.Join(";\n", tables)}; COMMIT",
            Token
        );
        var before = await DeclaredAsync(database);

        await database.UpAsync(
            Token,
            [.. Enumerable.Range(0, Generated).Select(at => new SetDefault($"t{at}", "other", new LiteralDefault(7)))]
        );

        Assert.Equal(before, await DeclaredAsync(database));
    }

    [Theory]
    [InlineData("a INTEGER PRIMARY KEY ON CONFLICT REPLACE, b TEXT", "INSERT INTO t (a, b) VALUES (1, 'n')", "1|n")]
    [InlineData(
        "a INTEGER PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT, b",
        "INSERT INTO t (a, b) VALUES (1, 'n')",
        "1|n"
    )]
    [InlineData("a, b UNIQUE ON CONFLICT IGNORE", "INSERT INTO t (a, b) VALUES (2, 'o')", "1|o")]
    [InlineData("a, b NOT NULL ON CONFLICT IGNORE", "INSERT INTO t (a, b) VALUES (2, NULL)", "1|o")]
    [InlineData("a, b, UNIQUE (b COLLATE NOCASE) ON CONFLICT IGNORE", "INSERT INTO t (a, b) VALUES (2, 'O')", "1|o")]
    [InlineData("a TEXT PRIMARY KEY DESC ON CONFLICT REPLACE, b", "INSERT INTO t (a, b) VALUES (1, 'n')", "1|n")]
    public async Task What_happens_to_rows_against_a_key_stays(string columns, string insert, string left)
    {
        await using var database = await Rebuilding.DatabaseAsync(
            server,
            $"CREATE TABLE t ({columns.Replace("a,", "a INTEGER, other DEFAULT 1,", StringComparison.Ordinal)}); "
                + "INSERT INTO t (a, b) VALUES (1, 'o')",
            Token
        );

        await database.UpAsync(Token, new AddCheck("t", new("ck", "a > 0")));
        await database.ExecuteAsync(insert, Token);

        Assert.Equal(left, await database.TextAsync("SELECT a, b FROM t", Token));
    }

    [Fact]
    public async Task A_decimal_default_survives_a_change_of_another_column()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, "", Token);

        await database.UpAsync(
            Token,
            new CreateTable(
                new(
                    "t",
                    [
                        new("price", new(ColumnKind.Decimal, 10, 2)) { Default = new LiteralDefault(-1.5m) },
                        new("name", new(ColumnKind.String)) { IsNullable = true },
                    ]
                )
            ),
            new AlterColumn("t", new("name", new(ColumnKind.String)) { IsNullable = false })
        );

        Assert.Equal("-1.5", await database.TextAsync("SELECT dflt_value FROM pragma_table_info('t') LIMIT 1", Token));
    }

    [Fact]
    public async Task A_name_may_change_by_case_alone()
    {
        await using var database = await Rebuilding.DatabaseAsync(
            server,
            """
            CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
            CREATE TABLE posts (author INTEGER REFERENCES users (id));
            CREATE INDEX ix ON users (name);
            CREATE VIEW names AS SELECT name FROM users;
            INSERT INTO users VALUES (1, 'Ada');
            INSERT INTO posts VALUES (1);
            """,
            Token
        );

        await database.UpAsync(
            Token,
            new RenameTable("users", "Users"),
            new RenameColumn("Users", "name", "Name"),
            new DropIndex("Users", "IX"),
            new CreateIndex("Users", new("Ix", [new("Name")])),
            new SetDefault("USERS", "NAME", new LiteralDefault("x"))
        );

        Assert.Equal(
            "Ix\nUsers",
            await database.TextAsync(
                "SELECT name FROM sqlite_master WHERE name LIKE 'users' OR name LIKE 'ix' ORDER BY 1",
                Token
            )
        );
        Assert.Equal(
            "Users",
            await database.TextAsync("SELECT \"table\" FROM pragma_foreign_key_list('posts')", Token)
        );
        Assert.Equal("Ada", await database.TextAsync("SELECT * FROM names", Token));
    }

    [Fact]
    public async Task A_foreign_key_that_never_matched_does_not_stop_it()
    {
        await using var database = await Rebuilding.DatabaseAsync(
            server,
            """
            CREATE TABLE par (id INTEGER PRIMARY KEY, code TEXT);
            CREATE TABLE child (id INTEGER PRIMARY KEY, code TEXT REFERENCES par (code));
            CREATE TABLE good (id INTEGER PRIMARY KEY, par INTEGER REFERENCES par);
            """,
            Token
        );
        await database.ExecuteAsync("PRAGMA foreign_keys = OFF; INSERT INTO child VALUES (1, 'x')", Token);

        await database.UpAsync(
            Token,
            new SetDefault("par", "code", new LiteralDefault("a")),
            new SetDefault("child", "code", new LiteralDefault("b")),
            new SetDefault("good", "par", new LiteralDefault(1))
        );

        Assert.Equal("x", await database.TextAsync("SELECT code FROM child", Token));
    }

    private static string Table(int at, Random random)
    {
        string Pick(string[] among) => among[random.Next(among.Length)];
        var columns = Enumerable
            .Range(0, 3)
            .Select(column =>
            {
                var clause = string.Format(System.Globalization.CultureInfo.InvariantCulture, Pick(Clauses), column);
                var given = random.Next(4) == 0 ? "" : $" DEFAULT {Pick(Defaults)}";
                return $"c{column}{Pick(Types)}{(random.Next(2) == 0 ? given + clause : clause + given)}";
            });
        var key = Pick(Keys);
        return $"CREATE TABLE t{at} ({string.Join(", ", columns)}, other DEFAULT 7{key})";
    }

    // What SQLite says of them, and what it says of the indexes that it made for their keys.
    private static async Task<string> DeclaredAsync(TestDatabase database) =>
        string.Join(
            "\n--\n",
            await database.TextAsync(
                $"SELECT m.name, c.cid, c.name, c.type, c.pk > 0 OR c.\"notnull\", {Default}, c.pk "
                    + "FROM sqlite_master m JOIN pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND "
                    + "m.name LIKE 't%' ORDER BY 1, 2",
                Token
            ),
            await database.TextAsync(
                "SELECT m.name, i.\"unique\", i.origin, group_concat(x.name || x.\"desc\" || x.coll) FROM "
                    + "sqlite_master m "
                    + "JOIN pragma_index_list(m.name) i JOIN pragma_index_xinfo(i.name) x WHERE m.type = 'table' "
                    + "AND m.name LIKE 't%' AND x.key GROUP BY m.name, i.name ORDER BY 1, 2, 3, 4",
                Token
            ),
            await database.TextAsync(
                "SELECT m.name, f.\"table\", f.\"from\", f.on_delete FROM sqlite_master m JOIN "
                    + "pragma_foreign_key_list(m.name) f "
                    + "WHERE m.name LIKE 't%' ORDER BY 1, 3",
                Token
            )
        );
}
