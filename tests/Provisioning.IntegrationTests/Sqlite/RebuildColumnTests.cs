using Provisioning.Dialects;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Schema;
using Provisioning.Sqlite.Connection;
using Xunit;

namespace Provisioning.IntegrationTests.Sqlite;

/// <summary>What happens to the column that a rebuild is about.</summary>
public sealed class RebuildColumnTests(PostgreSqlServer server)
{
    private const string Things = """
        CREATE TABLE kinds (id INTEGER PRIMARY KEY);
        CREATE TABLE things (id INTEGER PRIMARY KEY, a TEXT DEFAULT 'x', b VARCHAR(20) NOT NULL DEFAULT 'y', kind INTEGER,
            CONSTRAINT fk_kind FOREIGN KEY (kind) REFERENCES kinds (id), CONSTRAINT uq UNIQUE (a, b), CONSTRAINT ck CHECK (length(b) < 10));
        CREATE INDEX ix_b ON things (b);
        CREATE INDEX ix_lower ON things (lower(b)) WHERE b <> 'B';
        CREATE INDEX ix_kind ON things (kind);
        INSERT INTO kinds VALUES (1);
        INSERT INTO things VALUES (1, '1', '007', 1), (2, NULL, '12', NULL);
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Altering_keeps_default_and_nullability_where_nothing_is_said()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, Things, Token);

        await database.UpAsync(
            Token,
            new AlterColumn("things", new("a", new(ColumnKind.Int32))),
            new AlterColumn(
                "things",
                new("b", new(ColumnKind.Int64)) { IsNullable = true, Default = new LiteralDefault(5) }
            )
        );

        Assert.Equal(
            "id|INTEGER|1|NULL\na|INTEGER|0|'x'\nb|INTEGER|0|5\nkind|INTEGER|0|NULL",
            await database.TextAsync(
                "SELECT name, type, \"notnull\", dflt_value FROM pragma_table_info('things')",
                Token
            )
        );
        Assert.Equal(
            "1|integer|1|7\n2|null|NULL|12",
            await database.TextAsync("SELECT id, typeof(a), a, b FROM things ORDER BY id", Token)
        );
    }

    [Fact]
    public async Task Names_are_found_whatever_their_case()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, Things, Token);

        await database.UpAsync(
            Token,
            new SetDefault("THINGS", "A", new LiteralDefault("z")),
            new AlterColumn("Things", new("B", new(ColumnKind.Int64))),
            new RenameColumn("Things", "KIND", "sort"),
            new AddForeignKey("things", new("fk_again", ["SORT"], "KINDS", ["ID"])),
            new DropConstraint("THINGS", "FK_Kind", ConstraintKind.ForeignKey),
            new DropConstraint("THINGS", "CK", ConstraintKind.Check),
            new DropColumn("THINGS", "SORT"),
            new DropColumn("THINGS", "A")
        );

        Assert.Equal(
            "id|INTEGER\nb|INTEGER",
            await database.TextAsync("SELECT name, type FROM pragma_table_info('things')", Token)
        );
        Assert.Equal("1|7\n2|12", await database.TextAsync("SELECT id, b FROM things ORDER BY id", Token));
        Assert.Equal(
            "ix_b\nix_lower",
            await database.TextAsync(
                "SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'ix%' ORDER BY name",
                Token
            )
        );
    }

    [Fact]
    public async Task Identity_on_what_is_not_the_only_key_column_is_passed_over()
    {
        await using var database = await Rebuilding.DatabaseAsync(
            server,
            "CREATE TABLE other (id INTEGER PRIMARY KEY)",
            Token
        );
        var id = new Column("id", new(ColumnKind.Int32)) { Identity = Identity.Default };
        var tenant = new Column("tenant", new(ColumnKind.Int32));

        await database.UpAsync(
            Token,
            new CreateTable(new("pairs", [id, tenant]) { PrimaryKey = new("pk_pairs", ["tenant", "id"]) }),
            new CreateTable(new("plain", [id, tenant]) { PrimaryKey = new("pk_plain", ["tenant"]) }),
            new AlterColumn("plain", id with { Type = new(ColumnKind.Int64) })
        );
        await database.ExecuteAsync("INSERT INTO pairs VALUES (1, 1), (1, 2); INSERT INTO plain VALUES (7, 1)", Token);

        Assert.Equal(
            "id|2\ntenant|1",
            await database.TextAsync("SELECT name, pk FROM pragma_table_info('pairs')", Token)
        );
        Assert.Equal(
            "id|0\ntenant|1",
            await database.TextAsync("SELECT name, pk FROM pragma_table_info('plain')", Token)
        );
        Assert.Equal("7|1", await database.TextAsync("SELECT id, tenant FROM plain", Token));
    }

    [Fact]
    public async Task Altering_may_begin_and_end_the_numbering_of_rows()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, Things, Token);

        await database.UpAsync(
            Token,
            new AlterColumn("things", new("id", new(ColumnKind.Int64)) { Identity = Identity.Default })
        );
        await database.ExecuteAsync("INSERT INTO things (a) VALUES ('n'); DELETE FROM things WHERE a = 'n'", Token);

        Assert.Equal("3", await database.TextAsync("SELECT seq FROM sqlite_sequence WHERE name = 'things'", Token));
        Assert.DoesNotContain(
            "provisioning_new",
            await database.TextAsync("SELECT name FROM sqlite_sequence", Token),
            StringComparison.Ordinal
        );
        await database.RunAsync(
            new Planning.MigrationTarget.Up(),
            Token,
            new Steps(
                2,
                [new AlterColumn("things", new("id", new(ColumnKind.Int64))) { IdentityChange = IdentityChange.Drop }],
                []
            )
        );
        Assert.Equal("", await database.TextAsync("SELECT seq FROM sqlite_sequence WHERE name = 'things'", Token));
        Assert.Equal("1\n2", await database.TextAsync("SELECT rowid FROM things ORDER BY rowid", Token));
    }

    [Fact]
    public async Task A_column_may_be_added_whose_default_is_made_per_row_or_that_is_computed_and_stored()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, Things, Token);

        await database.UpAsync(
            Token,
            new AddColumn(
                "things",
                new("token", new(ColumnKind.Guid)) { Default = new FunctionDefault(SystemFunction.NewGuid) }
            ),
            new AddColumn(
                "things",
                new("made", new(ColumnKind.DateTime))
                {
                    Default = new FunctionDefault(SystemFunction.CurrentUtcDateTime),
                }
            ),
            new AddColumn(
                "things",
                new("twice", new(ColumnKind.Int32)) { IsNullable = true, Computed = new("id * 2", IsStored: true) }
            )
        );

        Assert.Equal(
            "2|2|2|4",
            await database.TextAsync(
                "SELECT count(DISTINCT token), count(token), count(made), max(twice) FROM things",
                Token
            )
        );
    }

    [Fact]
    public async Task A_column_without_a_value_may_be_added_to_a_table_without_rows()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, "CREATE TABLE t (a TEXT)", Token);

        await database.UpAsync(Token, new AddColumn("t", new("b", new(ColumnKind.String))));

        Assert.Equal(
            """CREATE TABLE "t" ("a" TEXT, "b" TEXT NOT NULL)""",
            await database.TextAsync("SELECT sql FROM sqlite_master WHERE name = 't'", Token)
        );
    }

    [Theory]
    [InlineData("a", "ix_b\nix_kind\nix_lower", "fk_kind ck", "1|007|1\n2|12|NULL")]
    [InlineData("b", "ix_kind", "fk_kind", "1|1|1\n2|NULL|NULL")]
    [InlineData("kind", "ix_b\nix_lower", "uq ck", "1|1|007\n2|NULL|12")]
    [InlineData("id", "ix_b\nix_kind\nix_lower", "fk_kind uq ck", "1|007|1\nNULL|12|NULL")]
    public async Task A_dropped_column_takes_with_it_what_is_made_of_it(
        string column,
        string indexes,
        string constraints,
        string rows
    )
    {
        await using var database = await Rebuilding.DatabaseAsync(server, Things, Token);

        await database.UpAsync(Token, new DropColumn("things", column));

        var sql = await database.TextAsync("SELECT sql FROM sqlite_master WHERE name = 'things'", Token);
        Assert.Equal(
            indexes,
            await database.TextAsync(
                "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'things' AND sql NOT NULL ORDER "
                    + "BY name",
                Token
            )
        );
        Assert.All((string[])["fk_kind", "uq", "ck"], name =>
            Assert.Equal(
                constraints.Split(' ').Contains(name, StringComparer.Ordinal),
                sql.Contains($"\"{name}\"", StringComparison.Ordinal)
            )
        );
        Assert.Equal(rows, await database.TextAsync("SELECT * FROM things ORDER BY rowid", Token));
    }

    [Fact]
    public async Task A_unique_constraint_may_be_dropped_whether_the_table_or_an_index_has_it()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, Things, Token);

        await database.UpAsync(
            Token,
            new AddUnique("things", new("uq_kind", ["kind"])),
            new DropConstraint("things", "uq", ConstraintKind.Unique),
            new DropConstraint("things", "uq_kind", ConstraintKind.Unique)
        );

        Assert.Equal(
            "",
            await database.TextAsync("SELECT name FROM pragma_index_list('things') WHERE \"unique\"", Token)
        );
    }

    [Fact]
    public async Task A_JSON_column_that_becomes_text_is_no_longer_checked()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, "", Token);
        await using var session = await new SqliteDatabase(database.Name, SqliteTypes.Declared).OpenAsync(Token);
        var json = new Column("j", new(ColumnKind.Json)) { IsNullable = true };
        var runner = new MigrationRunner(
            new([
                new Steps(1, [new CreateTable(new("t", [json, json with { Name = "k" }]))], []),
                new Steps(2, [new AlterColumn("t", json with { Type = new(ColumnKind.String) })], []),
            ]),
            new(),
            TimeProvider.System
        );

        await runner.RunAsync(session, new Planning.MigrationTarget.Up(), Token);

        Assert.Equal(
            """CREATE TABLE "t" ("j" TEXT, "k" JSON CHECK (json_valid("k")))""",
            await database.TextAsync("SELECT sql FROM sqlite_master WHERE name = 't'", Token)
        );
    }
}
