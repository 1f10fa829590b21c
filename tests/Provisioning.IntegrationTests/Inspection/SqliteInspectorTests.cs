using Microsoft.Data.Sqlite;
using Provisioning.IntegrationTests.Support;
using Provisioning.Ledger;
using Provisioning.Schema;
using Provisioning.Sqlite.Dialect;
using Provisioning.Sqlite.Inspection;
using Xunit;

namespace Provisioning.IntegrationTests.Inspection;

/// <summary>What the inspector reads of a SQLite database that was made by raw SQL.</summary>
public sealed class SqliteInspectorTests(PostgreSqlServer server)
{
    [Fact]
    public async Task Columns_keep_the_type_that_was_declared()
    {
        var model = await InspectAsync(
            "CREATE TABLE t (a TEXT, b BLOB, c VARCHAR(255), d DOUBLE PRECISION, e, f clob, g DATETIME GENERATED "
                + "ALWAYS AS (a))"
        );

        Assert.Equal(
            [
                new(ColumnKind.String),
                new(ColumnKind.Binary),
                Declared("VARCHAR(255)"),
                Declared("DOUBLE PRECISION"),
                Declared(""),
                Declared("clob"),
                Declared("DATETIME"),
            ],
            model.Tables["t"].Columns.Select(column => column.Type)
        );
    }

    [Fact]
    public async Task Columns_are_read_with_all_that_is_said_of_them()
    {
        var model = await InspectAsync(
            """"
            CREATE TABLE t (
                id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
                a TEXT COLLATE NOCASE NOT NULL DEFAULT 'it''s, (odd)',
                b INTEGER DEFAULT -1 CHECK (b < 10),
                c TEXT DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
                d NUMERIC GENERATED ALWAYS AS (b * 2) STORED, -- a comment, with a comma and a )
                e TEXT AS (a || ')') VIRTUAL,
                "Odd ""name""" BLOB DEFAULT x'00' UNIQUE);
            """"
        );

        Assert.Equal(
            new Table(
                "t",
                [
                    new("id", Declared("INTEGER")) { IsNullable = false, Identity = Identity.Default },
                    new("a", new(ColumnKind.String))
                    {
                        IsNullable = false,
                        Collation = "NOCASE",
                        Default = new ExpressionDefault("'it''s, (odd)'"),
                    },
                    new("b", Declared("INTEGER")) { IsNullable = true, Default = new ExpressionDefault("-1") },
                    new("c", new(ColumnKind.String))
                    {
                        IsNullable = true,
                        Default = new ExpressionDefault("strftime('%Y-%m-%d %H:%M:%f','now')"),
                    },
                    new("d", Declared("NUMERIC")) { IsNullable = true, Computed = new("b * 2", IsStored: true) },
                    new("e", new(ColumnKind.String)) { IsNullable = true, Computed = new("a || ')'") },
                    new("Odd \"name\"", new(ColumnKind.Binary))
                    {
                        IsNullable = true,
                        Default = new ExpressionDefault("x'00'"),
                    },
                ]
            )
            {
                PrimaryKey = new(null, ["id"]),
                Uniques = [new(null, ["Odd \"name\""])],
                Checks = [new(null, "b < 10")],
            },
            model.Tables["t"]
        );
    }

    [Theory]
    [InlineData("id INTEGER PRIMARY KEY", false)]
    [InlineData("id INTEGER PRIMARY KEY DESC", true)]
    [InlineData("id INT PRIMARY KEY", true)]
    [InlineData("id INTEGER, x TEXT, PRIMARY KEY (id, x)", true)]
    public async Task Only_a_row_number_is_never_null_without_saying_so(string columns, bool isNullable)
    {
        var model = await InspectAsync($"CREATE TABLE t ({columns})");

        Assert.Equal(isNullable, model.Tables["t"].Columns[0].IsNullable);
    }

    [Fact]
    public async Task Constraints_are_read_with_names_columns_and_expressions()
    {
        var model = await InspectAsync(
            """
            CREATE TABLE parent (x INTEGER, y INTEGER, CONSTRAINT parent_key PRIMARY KEY (y, x));
            CREATE TABLE child (
                id TEXT CONSTRAINT "child key" PRIMARY KEY,
                a INTEGER CONSTRAINT nn NOT NULL REFERENCES other (n) ON DELETE SET DEFAULT ON UPDATE SET NULL UNIQUE,
                b INTEGER CONSTRAINT fk_b REFERENCES [other], price NUMERIC CONSTRAINT d DEFAULT 1 CHECK (price > 0),
                CONSTRAINT uc_b_a UNIQUE (B, "a") ON CONFLICT IGNORE
                CONSTRAINT `ck price` CHECK (price < 100 AND ')' <> '('), CHECK ((price) <> (3)),
                CONSTRAINT fk_parent FOREIGN KEY (a, b) REFERENCES parent ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED);
            CREATE TABLE other (n INTEGER PRIMARY KEY);
            """
        );

        var child = model.Tables["child"];

        Assert.Equal(new PrimaryKey("parent_key", ["y", "x"]), model.Tables["parent"].PrimaryKey);
        Assert.Equal(new PrimaryKey("child key", ["id"]), child.PrimaryKey);
        Assert.Equal([new(null, ["a"]), new("uc_b_a", ["b", "a"]) { OnConflict = "IGNORE" }], child.Uniques);
        Assert.Equal(
            [new(null, "price > 0"), new("ck price", "price < 100 AND ')' <> '('"), new(null, "(price) <> (3)")],
            child.Checks
        );
        Assert.Equal(
            [
                new(null, ["a"], "other", ["n"])
                {
                    OnDelete = ReferentialAction.SetDefault,
                    OnUpdate = ReferentialAction.SetNull,
                },
                new("fk_b", ["b"], "other", ["n"]),
                new("fk_parent", ["a", "b"], "parent", ["y", "x"])
                {
                    OnDelete = ReferentialAction.Cascade,
                    IsDeferred = true,
                },
            ],
            child.ForeignKeys
        );
        Assert.Empty(child.Indexes);
    }

    [Fact]
    public async Task A_column_added_later_is_read_like_the_others()
    {
        var model = await InspectAsync(
            """
            CREATE TABLE p (id INTEGER PRIMARY KEY);
            CREATE TABLE t (a INTEGER, CONSTRAINT fk_a FOREIGN KEY (a) REFERENCES p (id));
            ALTER TABLE t ADD COLUMN b INTEGER CONSTRAINT fk_b REFERENCES p (id) ON DELETE CASCADE;
            """
        );

        Assert.Equal(
            [new("fk_b", ["b"], "p", ["id"]) { OnDelete = ReferentialAction.Cascade }, new("fk_a", ["a"], "p", ["id"])],
            model.Tables["t"].ForeignKeys
        );
    }

    [Fact]
    public async Task Indexes_are_read_with_expressions_and_predicate()
    {
        var model = await InspectAsync(
            """
            CREATE TABLE "on" (a TEXT UNIQUE, b INTEGER);
            CREATE INDEX i1 ON "on" (a, b DESC);
            CREATE UNIQUE INDEX i2 ON "on" (b) WHERE a IS NOT NULL AND b IN (1, 2) -- where it matters
            ;
            CREATE INDEX i3 ON "on" (lower(a) COLLATE NOCASE DESC, (b + 1), b);
            """
        );

        Assert.Equal(
            [
                new("i1", [new("a"), new("b", IsDescending: true)]),
                new("i2", [new("b")]) { IsUnique = true, Filter = "a IS NOT NULL AND b IN (1, 2)" },
                new(
                    "i3",
                    [
                        new("lower(a)", IsDescending: true) { IsExpression = true, Collation = "NOCASE" },
                        new("b + 1") { IsExpression = true },
                        new("b"),
                    ]
                ),
            ],
            model.Tables["on"].Indexes
        );
    }

    [Fact]
    public async Task Triggers_are_read_as_they_were_written()
    {
        const string first =
            "CREATE TRIGGER \"after\" AFTER UPDATE OF a ON t FOR EACH ROW WHEN NEW.a > 1 BEGIN UPDATE t SET a = CASE WHEN 1 THEN 2 END; END";
        const string second = "CREATE TRIGGER b DELETE ON T BEGIN SELECT 1; END";

        var model = await InspectAsync($"CREATE TABLE t (a INTEGER); {first}; {second};");

        Assert.Equal(
            [
                new("after", TriggerTiming.After, TriggerEvent.Update) { Body = first },
                new("b", TriggerTiming.Before, TriggerEvent.Delete) { Body = second },
            ],
            model.Tables["t"].Triggers
        );
    }

    [Fact]
    public async Task SQLites_own_tables_and_virtual_ones_are_left_out()
    {
        var model = await InspectAsync(
            """
            CREATE TABLE provisioned (id INTEGER PRIMARY KEY AUTOINCREMENT);
            CREATE VIRTUAL TABLE search USING fts5 (text);
            CREATE VIEW v AS SELECT 1 AS one;
            """
        );

        Assert.Equal(["provisioned"], model.Tables.Keys.Select(name => name.ToString()));
    }

    [Fact]
    public async Task What_the_dialect_makes_is_read_back()
    {
        var table = new Table(
            "t",
            [
                new("id", Declared("INTEGER")) { IsNullable = false },
                new("n", new(ColumnKind.String)) { IsNullable = true },
            ]
        )
        {
            PrimaryKey = new("PK_t", ["id"]),
            Uniques = [new("UC_n", ["n"])],
            Checks = [new("CK_n", "length(n) < 10")],
            ForeignKeys = [new("FK_n", ["n"], "t", ["id"]) { OnDelete = ReferentialAction.SetNull }],
            Indexes =
            [
                new("IX_n", [new("lower(n)", IsDescending: true) { IsExpression = true }])
                {
                    IsUnique = true,
                    Filter = "n IS NOT NULL",
                },
            ],
        };
        var statements = new SqliteDialect().Render(new Operations.CreateTable(table));

        var model = await InspectAsync(string.Join(";\n", statements.Select(statement => statement.Text)));

        Assert.Equal(table, model.Tables["t"]);
    }

    [Fact]
    public async Task No_table_is_hidden_whatever_it_is_called()
    {
        var model = await InspectAsync(
            """
            CREATE TABLE "VersionInfo" ("Version" INTEGER NOT NULL);
            CREATE TABLE provisioning_ledger (version INTEGER);
            CREATE TABLE t (a INTEGER);
            """
        );

        Assert.Equal(["VersionInfo", "provisioning_ledger", "t"], model.Tables.Keys.Select(table => table.Name));
        Assert.Equal(["t"], model.WithoutLedger(new(), new SqliteDialect()).Tables.Keys.Select(table => table.Name));
    }

    private static ColumnType Declared(string type) => new(ColumnKind.Custom, Custom: type);

    private async Task<DatabaseModel> InspectAsync(string sql)
    {
        var token = TestContext.Current.CancellationToken;
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, token);
        await database.ExecuteAsync(sql, token);
        await using var connection = (SqliteConnection)await database.OpenAsync(token);
        return await SqliteInspector.InspectAsync(connection, token);
    }
}
