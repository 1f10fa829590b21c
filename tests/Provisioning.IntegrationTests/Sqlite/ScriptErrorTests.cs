using Microsoft.Data.Sqlite;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Sqlite;

/// <summary>A generated script stops at its first error, whoever runs it: that migration and those after it leave
/// nothing.</summary>
public sealed class ScriptErrorTests(PostgreSqlServer server)
{
    private static readonly Steps First = new(
        1,
        [
            new CreateTable(new("t", [new("id", new(ColumnKind.Int32)), new("a", new(ColumnKind.String))])),
            new CreateTable(new("log", [new("line", new(ColumnKind.String))])),
            new ExecuteSql("INSERT INTO t VALUES (1, 'x;\n.y\n'), (2, 'z')"),
            new ExecuteSql(
                "-- one; two;\nCREATE TRIGGER tr AFTER DELETE ON t BEGIN\n  INSERT INTO log VALUES ('a;');\n  SELECT "
                    + "1;\nEND"
            ),
            new ExecuteSql("INSERT INTO log VALUES ('begun') -- and; no more;"),
        ],
        []
    );

    private static readonly Steps Last = new(
        3,
        [new ExecuteSql("INSERT INTO log VALUES ('last')")],
        [new ExecuteSql("DELETE FROM log WHERE line = 'last'")]
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, Operation[]> Failing =>
        new()
        {
            { "rebuild", [new AddColumn("t", new("must", new(ColumnKind.String)))] },
            { "first statement", [new ExecuteSql("INSERT INTO nowhere VALUES (1)")] },
            { "after others", [new ExecuteSql("DELETE FROM t; DROP TABLE log; SELECT no_such; DROP TABLE t")] },
            { "not SQL", [new ExecuteSql("DELETE FROM t; this is not SQL; DROP TABLE t")] },
            {
                "trigger",
                [
                    new ExecuteSql(
                        "DELETE FROM t;\nCREATE TRIGGER u AFTER DELETE ON no BEGIN\n  SELECT 1;\nEND;\nDROP TABLE t"
                    ),
                ]
            },
            {
                "comment",
                [new ExecuteSql("DELETE FROM t;\n-- a;\n/* b;\n */ INSERT INTO no VALUES (1); -- c;\nDROP TABLE t;")]
            },
            { "foreign keys", [new ExecuteSql("PRAGMA foreign_keys = OFF; DELETE FROM t; INSERT INTO t VALUES (1)")] },
            {
                "a table that others refer to",
                [
                    new ExecuteSql(
                        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p); DELETE FROM t"
                    ),
                    new DropTable("p"),
                ]
            },
            {
                "rows that refer to nothing",
                [
                    new ExecuteSql(
                        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p); DELETE FROM t"
                    ),
                    new ExecuteSql("PRAGMA foreign_keys = OFF; INSERT INTO c VALUES (1)"),
                ]
            },
        };

    [Theory]
    [MemberData(nameof(Failing))]
    public async Task It_stops_in_the_shell_and_in_a_program(string what, Operation[] operations)
    {
        _ = what;
        var script = Script(new(2, operations, []));
        using var folder = new Workplace();
        var file = folder.Write("s.sql", script);
        await using var piped = await Rebuilding.DatabaseAsync(server, "", Token);
        await using var read = await Rebuilding.DatabaseAsync(server, "", Token);
        await using var program = await Rebuilding.DatabaseAsync(server, "", Token);

        var shell = await Shell.FeedAsync(script, "sqlite3", piped.Name);
        await Shell.FeedAsync($".read {file}\nSELECT 1;\n", "sqlite3", read.Name);
        await Assert.ThrowsAsync<SqliteException>(() => program.ExecuteAsync(script, Token));

        Assert.Equal(1, shell.ExitCode);
        foreach (var database in (TestDatabase[])[piped, read, program])
        {
            Assert.Equal("1", await database.TextAsync("SELECT Version FROM VersionInfo", Token));
            Assert.Equal("2", await database.TextAsync("SELECT count(*) FROM t", Token));
            Assert.Equal("begun", await database.TextAsync("SELECT line FROM log", Token));
        }
    }

    [Fact]
    public async Task Without_an_error_the_shell_and_a_program_do_what_a_run_does()
    {
        Steps[] steps = [First, new(2, [new AddCheck("log", new("ck", "line <> ''"))], []), Last];
        var script = RebuildScriptTests.ScriptOf(new MigrationTarget.Up(), 0, steps);
        await using var shell = await Rebuilding.DatabaseAsync(server, "", Token);
        await using var program = await Rebuilding.DatabaseAsync(server, "", Token);
        await using var run = await Rebuilding.DatabaseAsync(server, "", Token);

        var (code, _, errors) = await Shell.FeedAsync(script, "sqlite3", shell.Name);
        await program.ExecuteAsync(script, Token);
        await run.RunAsync(new MigrationTarget.Up(), Token, steps);

        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(await run.SchemaAsync(Token), await shell.SchemaAsync(Token));
        Assert.Equal(await run.SchemaAsync(Token), await program.SchemaAsync(Token));
        Assert.Equal("begun\nlast", await shell.TextAsync("SELECT line FROM log", Token));
        Assert.Equal("1\n2\n3", await shell.TextAsync("SELECT Version FROM VersionInfo ORDER BY 1", Token));
    }

    [Fact]
    public async Task An_interrupted_migration_outside_a_transaction_stops_it_as_well()
    {
        var script = Script(
            new(2, [new ExecuteSql("INSERT INTO no VALUES (1)"), new ExecuteSql("DELETE FROM t")], [])
            {
                Transactional = false,
            }
        );
        await using var database = await Rebuilding.DatabaseAsync(server, "", Token);

        await Shell.FeedAsync(script, "sqlite3", database.Name);

        Assert.Equal("1", await database.TextAsync("SELECT Version FROM VersionInfo", Token));
        Assert.Equal("2", await database.TextAsync("SELECT count(*) FROM t", Token));
    }

    private static string Script(Steps failing) =>
        RebuildScriptTests.ScriptOf(new MigrationTarget.Up(), 0, [First, failing, Last]);
}
