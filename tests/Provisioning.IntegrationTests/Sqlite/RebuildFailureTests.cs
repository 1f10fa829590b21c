using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Sqlite;

/// <summary>A rebuild that cannot be leaves everything as it was and says why.</summary>
public sealed class RebuildFailureTests(PostgreSqlServer server)
{
    private const string Family = """
        CREATE TABLE parents (id INTEGER PRIMARY KEY, code TEXT UNIQUE, label TEXT);
        CREATE TABLE children (id INTEGER PRIMARY KEY, parent INTEGER, code TEXT CONSTRAINT fk_code REFERENCES parents (code) ON DELETE CASCADE);
        CREATE INDEX ix_label ON parents (label);
        CREATE TRIGGER on_parents AFTER UPDATE ON parents BEGIN SELECT NEW.label; END;
        INSERT INTO parents VALUES (1, 'a', 'one'), (2, 'b', NULL);
        INSERT INTO children VALUES (1, 1, 'a'), (2, 5, 'b');
        """;

    public static TheoryData<string, Operation, string> Failures =>
        new()
        {
            {
                "orphans",
                new AddForeignKey("children", new("fk_parent", ["parent"], "parents", ["id"])),
                "refer to rows that are not there"
            },
            {
                "missing parent",
                new AddForeignKey("children", new("fk_nobody", ["parent"], "nobody", ["id"])),
                "refer to rows that are not there"
            },
            {
                "text in numbers",
                new AlterColumn("parents", new("code", new(ColumnKind.Int32))),
                "code of parents is no number in some rows: id = 1, code = 'a'; id = 2, code = 'b'"
            },
            {
                "a foreign key to columns that are no key",
                new AddForeignKey("children", new("fk_label", ["code"], "parents", ["label"])),
                "parents has no unique key over label"
            },
            {
                "orphans by name",
                new AddForeignKey("children", new("fk_parent", ["parent"], "parents", ["id"])),
                "children (rowid 2) refers to parents"
            },
            {
                "NULLs by row",
                new AlterColumn("parents", new("label", new(ColumnKind.String)) { IsNullable = false }),
                "id = 2"
            },
            {
                "NULLs",
                new AlterColumn("parents", new("label", new(ColumnKind.String)) { IsNullable = false }),
                "label of parents is NULL in some rows"
            },
            { "NULLs in a key", new AddPrimaryKey("bare", new("pk_bare", ["n"])), "n of bare is NULL in some rows" },
            { "values twice", new AddPrimaryKey("bare", new("pk_bare", ["twice"])), "UNIQUE constraint failed" },
            {
                "rows against a check",
                new AddCheck("parents", new("ck_label", "label <> 'one'")),
                "CHECK constraint failed: ck_label"
            },
            {
                "no value for the rows there",
                new AddColumn("parents", new("must", new(ColumnKind.String))),
                "NOT NULL constraint failed"
            },
            { "column of a trigger", new DropColumn("parents", "label"), "no such column: NEW.label" },
            { "bad check", new AddCheck("parents", new("ck_no", "no_such > 1")), "no such column: no_such" },
            {
                "attached by a foreign key",
                new DropColumn("parents", "code"),
                "a foreign key of children refers to it"
            },
            { "unknown column", new SetDefault("parents", "no", null), "the table has no column no" },
            {
                "unknown check",
                new DropConstraint("parents", "ck_no", ConstraintKind.Check),
                "the table has no check ck_no"
            },
            {
                "unknown key",
                new DropConstraint("parents", "fk_no", ConstraintKind.ForeignKey),
                "the table has no foreign key fk_no"
            },
            { "second key", new AddPrimaryKey("parents", new("pk", ["code"])), "has a primary key already" },
            { "no table", new SetDefault("nowhere", "a", null), "there is no table nowhere" },
        };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task It_says_why_and_leaves_everything_as_it_was(string what, Operation operation, string reason)
    {
        _ = what;
        await using var database = await Rebuilding.DatabaseAsync(
            server,
            Family + "CREATE TABLE bare (n INTEGER, twice TEXT); INSERT INTO bare VALUES (NULL, 'x'), (4, 'x')",
            Token
        );
        var before = await EverythingAsync(database);

        var error = await Assert.ThrowsAnyAsync<ProvisioningException>(() =>
            database.UpAsync(Token, new SetDefault("parents", "label", new LiteralDefault("x")), operation)
        );

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains(operation.Summary, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await EverythingAsync(database));
    }

    [Fact]
    public async Task Outside_a_transaction_it_is_refused()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, Family, Token);
        var before = await EverythingAsync(database);

        var error = await Assert.ThrowsAsync<ProvisioningException>(() =>
            database.RunAsync(
                new MigrationTarget.Up(),
                Token,
                new Steps(1, [new SetDefault("parents", "label", null)], []) { Transactional = false }
            )
        );

        Assert.Contains("recreate a table", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await EverythingAsync(database));
    }

    [Fact]
    public async Task The_migrations_before_it_stay_and_foreign_keys_are_enforced_again()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, Family, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var runner = new MigrationRunner(
            new([
                new Steps(1, [new AddCheck("parents", new("ck_id", "id > 0"))], []),
                new Steps(2, [new AddForeignKey("children", new("fk_parent", ["parent"], "parents", ["id"]))], []),
            ]),
            new(),
            TimeProvider.System
        );

        await Assert.ThrowsAsync<MigrationFailedException>(() =>
            runner.RunAsync(session, new MigrationTarget.Up(), Token)
        );

        Assert.Equal(["1"], await database.RowsAsync("SELECT Version FROM VersionInfo", Token));
        Assert.Equal([1L], await session.QueryAsync("PRAGMA foreign_keys", row => row.GetInt64(0), Token));
        Assert.Equal([0L], await session.QueryAsync("PRAGMA legacy_alter_table", row => row.GetInt64(0), Token));
        Assert.Contains("ck_id", await database.SchemaAsync(Token), StringComparison.Ordinal);
    }

    private static async Task<string> EverythingAsync(TestDatabase database) =>
        string.Join(
            "\n--\n",
            await database.SchemaAsync(Token),
            await database.TextAsync("SELECT * FROM parents", Token),
            await database.TextAsync("SELECT * FROM children", Token)
        );
}
