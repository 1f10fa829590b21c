using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Conformance;

/// <summary>The rows that a way down loses without naming them: by triggers, by changed keys, by rows that take the
/// place of others, and by another type of their column.</summary>
public sealed class FollowingLossTests(PostgreSqlServer server)
{
    private const string Tables = """
        CREATE TABLE parent (id integer PRIMARY KEY, v text, n numeric(12,4));
        CREATE TABLE child (id integer PRIMARY KEY,
            parent_id integer REFERENCES parent ON DELETE CASCADE ON UPDATE CASCADE, w text);
        CREATE TABLE log (id integer, t text);
        CREATE TABLE audit (id integer, t text);
        INSERT INTO parent VALUES (1, 'x', 1.2345), (2, 'y', 2.5), (3, 'z', 3);
        INSERT INTO child VALUES (1, 1, 'p'), (2, 2, 'q'), (3, 2, 'r');
        INSERT INTO log VALUES (1, 'one'), (2, 'two');
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        "DELETE",
        "DELETE FROM log;",
        "DELETE FROM parent WHERE id = 3",
        "deletes 1 row of parent, may delete rows of log by trigger act of parent"
    )]
    [InlineData(
        "UPDATE",
        "UPDATE log SET t = '';",
        "UPDATE parent SET v = 'n' WHERE id = 1",
        "changes 1 row of parent, may change rows of log by trigger act of parent"
    )]
    [InlineData(
        "INSERT",
        "DELETE FROM log;",
        "INSERT INTO parent (id, v) VALUES (9, 'n')",
        "may delete rows of log by trigger act of parent"
    )]
    [InlineData("INSERT", "INSERT INTO log VALUES (1, NEW.v);", "INSERT INTO parent (id, v) VALUES (9, 'n')", "")]
    [InlineData(
        "DELETE",
        "INSERT INTO audit VALUES (OLD.id, 'gone');",
        "DELETE FROM parent WHERE id = 3",
        "deletes 1 row of parent"
    )]
    [InlineData(
        "UPDATE",
        "UPDATE parent SET v = upper(v) WHERE id = NEW.id;",
        "UPDATE parent SET v = 'n' WHERE id = 1",
        "changes 1 row of parent"
    )]
    [InlineData(
        "UPDATE",
        "UPDATE parent SET v = 'm' WHERE n = NEW.n;",
        "UPDATE parent SET v = 'n' WHERE id = 1",
        "changes 1 row of parent, may change rows of parent by trigger act of parent"
    )]
    [InlineData("DELETE", "DELETE FROM log;", "UPDATE parent SET v = 'n' WHERE id = 1", "changes 1 row of parent")]
    [InlineData("DELETE", "DELETE FROM log;", "DELETE FROM parent WHERE id = 77", "")]
    public async Task What_a_trigger_may_do_is_named_with_it(string on, string body, string sql, string losses)
    {
        foreach (var engine in Enum.GetValues<Engine>())
        {
            var function =
                $"CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN {body} RETURN NULL; END $f$;";
            var trigger =
                engine is Engine.PostgreSql
                    ? $"{function} CREATE TRIGGER act AFTER {on} ON parent FOR EACH ROW EXECUTE FUNCTION act()"
                    : $"CREATE TRIGGER act AFTER {on} ON parent BEGIN {body} END";

            var found = await FoundAsync(engine, [Tables, trigger], new ExecuteSql(sql));

            Assert.Equal(losses, found);
        }
    }

    [Theory]
    [InlineData(Engine.PostgreSql, "DELETE FROM few WHERE id = 3", "deletes 1 row of few")]
    [InlineData(Engine.PostgreSql, "UPDATE few SET v = 'n'", "changes 2 rows of few")]
    [InlineData(Engine.Sqlite, "DELETE FROM few WHERE id = 3", "deletes 1 row of few")]
    [InlineData(Engine.Sqlite, "DELETE FROM few WHERE id = 1", "")]
    public async Task Rows_that_go_through_a_view_are_counted(Engine engine, string sql, string losses) =>
        Assert.Equal(
            losses,
            await FoundAsync(
                engine,
                [
                    Tables,
                    "CREATE VIEW few AS SELECT * FROM parent WHERE id > 1",
                    engine is Engine.PostgreSql
                        ? "SELECT 1"
                        : "CREATE TRIGGER through INSTEAD OF DELETE ON few BEGIN DELETE FROM child; END",
                ],
                new ExecuteSql(sql)
            )
        );

    [Fact]
    public async Task Triggers_that_triggers_set_off_are_followed_and_what_calls_code_is_named()
    {
        const string triggers = """
            CREATE FUNCTION one() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN INSERT INTO audit VALUES (1, ''); RETURN NULL; END $f$;
            CREATE FUNCTION two() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN DELETE FROM log; RETURN NULL; END $f$;
            CREATE FUNCTION three() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN EXECUTE 'DELETE FROM log'; RETURN NULL; END $f$;
            CREATE TRIGGER first AFTER INSERT OR DELETE ON child FOR EACH ROW EXECUTE FUNCTION one();
            CREATE TRIGGER second AFTER INSERT ON audit FOR EACH ROW EXECUTE FUNCTION two();
            CREATE TRIGGER third AFTER INSERT ON audit FOR EACH ROW EXECUTE FUNCTION three();
            """;

        var found = await FoundAsync(
            Engine.PostgreSql,
            [Tables, triggers],
            new DeleteRows("parent", [new RowFilter.Sql("id = 2")])
        );

        Assert.Equal(
            "deletes 1 row of parent, deletes 2 rows of child, may delete rows of log by trigger second of audit, "
                + "runs trigger third of audit, and what that changes is not known",
            found
        );
    }

    [Theory]
    [InlineData("UPDATE parent SET id = id + 100", "changes 3 rows of parent, changes 3 rows of child")]
    [InlineData(
        "UPDATE parent SET v = 'n', (id, n) = (id + 7, 1) WHERE id = 2",
        "changes 1 row of parent, changes 2 rows of child"
    )]
    [InlineData("UPDATE parent SET v = 'n'", "changes 3 rows of parent")]
    [InlineData("UPDATE parent SET id = id + 100 WHERE id = 3", "changes 1 row of parent")]
    public async Task Rows_that_follow_a_changed_key_are_counted(string sql, string losses)
    {
        foreach (var engine in Enum.GetValues<Engine>())
        {
            Assert.Equal(losses, await FoundAsync(engine, [Tables], new ExecuteSql(sql)));
        }
    }

    [Theory]
    [InlineData("REPLACE INTO parent VALUES (2, 'n', 0)", "changes rows of parent, deletes rows of child")]
    [InlineData("INSERT OR REPLACE INTO parent VALUES (2, 'n', 0)", "changes rows of parent, deletes rows of child")]
    [InlineData(
        "UPDATE OR REPLACE parent SET v = 'x'",
        "changes 3 rows of parent, deletes rows of parent, deletes rows of child"
    )]
    public async Task Rows_that_go_with_a_replaced_one_are_named(string sql, string losses) =>
        Assert.Equal(losses, await FoundAsync(Engine.Sqlite, [Tables], new ExecuteSql(sql)));

    [Theory]
    [InlineData(Engine.PostgreSql, "numeric(12,4)", "1.2345), (2, 2.5", "decimal(12,1)", 1)]
    [InlineData(Engine.PostgreSql, "numeric(12,4)", "1.2345), (2, 2.5", "decimal(14,6)", 0)]
    [InlineData(Engine.PostgreSql, "numeric(12,4)", "1.2345), (2, 3", "integer", 1)]
    [InlineData(Engine.PostgreSql, "float8", "1.1234567890123), (2, 0.5", "float4", 1)]
    [InlineData(Engine.PostgreSql, "timestamptz", "'2024-01-02 13:14:15+02'), (2, '2024-01-02 00:00:00+00'", "date", 1)]
    [InlineData(Engine.PostgreSql, "time", "'12:13:14.567'), (2, '12:13:14'", "time(0)", 1)]
    [InlineData(Engine.PostgreSql, "varchar(20)", "'abc       '), (2, 'x'", "varchar(5)", 1)]
    [InlineData(Engine.PostgreSql, "varchar(20)", "'much too long'), (2, 'x'", "varchar(5)", 0)]
    [InlineData(Engine.PostgreSql, "varchar(20)", "'abc '), (2, 'x'", "text", 0)]
    [InlineData(Engine.PostgreSql, "json", "'{\"a\": 1, \"a\": 2}'), (2, '{\"a\": 1}'", "jsonb", 1)]
    [InlineData(Engine.PostgreSql, "inet", "'10.0.0.1'), (2, NULL", "text", 0)]
    [InlineData(Engine.PostgreSql, "integer", "7), (2, 8", "bigint", 0)]
    [InlineData(Engine.Sqlite, "TEXT", "'007'), (2, '1e2'), (3, '8'", "INTEGER", 2)]
    [InlineData(Engine.Sqlite, "INTEGER", "9007199254740993), (2, 5", "REAL", 1)]
    [InlineData(Engine.Sqlite, "REAL", "0.1 + 0.2), (2, 0.5", "TEXT", 0)]
    [InlineData(Engine.Sqlite, "REAL", "1.5), (2, 2.0", "INTEGER", 0)]
    public async Task Rows_whose_value_does_not_come_back_from_another_type_are_counted(
        Engine engine,
        string was,
        string values,
        string type,
        int rows
    )
    {
        ColumnType becomes = type == "varchar(5)" ? new(ColumnKind.String, 5) : new(ColumnKind.Custom, Custom: type);
        var change = new AlterColumn("t", new Column("c", becomes) { IsNullable = true });

        var found = await FoundAsync(
            engine,
            [$"CREATE TABLE t (id integer PRIMARY KEY, c {was}); INSERT INTO t VALUES (1, {values})"],
            change
        );

        Assert.Equal(rows == 0 ? "" : $"changes {rows} {(rows == 1 ? "row" : "rows")} of t", found);
    }

    private async Task<string> FoundAsync(Engine engine, string[] before, params Operation[] down)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        foreach (var sql in before)
        {
            await database.ExecuteAsync(sql, Token);
        }

        var catalog = new MigrationCatalog([new Steps(1, [new ExecuteSql("SELECT 1")], down)]);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        await new MigrationRunner(catalog, new(), TimeProvider.System).RunAsync(
            session,
            new MigrationTarget.Up(),
            Token
        );
        var found = await DataLossCheck.FindAsync(session, catalog, new MigrationTarget.DownTo(0), Token);
        return string.Join(", ", found.Select(loss => loss.Summary));
    }
}
