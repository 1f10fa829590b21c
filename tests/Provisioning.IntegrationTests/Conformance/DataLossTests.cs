using System.Diagnostics;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Conformance;

/// <summary>The tables and columns with rows that a run would drop.</summary>
public sealed class DataLossTests(PostgreSqlServer server)
{
    private static readonly Column Id = new("id", new(ColumnKind.Int32));
    private static readonly Column Note = new("note", new(ColumnKind.String)) { IsNullable = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Engine.PostgreSql)]
    [InlineData(Engine.Sqlite)]
    public async Task Tables_and_columns_are_found_where_they_have_rows(Engine engine)
    {
        var catalog = new MigrationCatalog([
            Reversible(1, new CreateTable(new("full", [Id])), new CreateTable(new("empty", [Id]))),
            Reversible(
                2,
                new AddColumn("full", Note),
                new AddColumn("empty", Note),
                new InsertRows(
                    "full",
                    [
                        [new("id", 1)],
                    ]
                )
            ),
            new Steps(
                3,
                [new ExecuteSql("SELECT 1")],
                [
                    new ExecuteSql(
                        "-- DROP TABLE no;\n DROP /* a */ TABLE IF EXISTS \"full\", missing CASCADE; DROP TABLE empty"
                    ),
                    WhereIs("full"),
                    WhereIs("missing"),
                ]
            ),
        ]);
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var runner = new MigrationRunner(catalog, new(), TimeProvider.System);
        await runner.RunAsync(session, new MigrationTarget.Up(), Token);

        var down = await DataLossCheck.FindAsync(session, catalog, new MigrationTarget.DownTo(0), Token);
        var up = await DataLossCheck.FindAsync(session, catalog, new MigrationTarget.Up(), Token);

        Assert.Equal(
            [
                "drops table full (1 row)",
                "drops table full (1 row)",
                "drops column note of full (1 row)",
                "drops table full (1 row)",
            ],
            down.Select(loss => loss.Summary)
        );
        Assert.Empty(up);
    }

    [Theory]
    [InlineData(
        Engine.PostgreSql,
        "DELETE FROM parent WHERE id > 1",
        "deletes 2 rows of parent, deletes 2 rows of child, deletes 1 row of leaf"
    )]
    [InlineData(
        Engine.Sqlite,
        "-- a; b\ndelete /* c */ from [Parent] as p where p.id >= 2",
        "deletes 2 rows of parent, deletes 2 rows of child, deletes 1 row of leaf"
    )]
    [InlineData(
        Engine.PostgreSql,
        "DELETE FROM ONLY \"parent\" p USING other WHERE p.id = other.id RETURNING 1",
        "deletes rows of parent, deletes rows of child, deletes rows of leaf"
    )]
    [InlineData(
        Engine.PostgreSql,
        "WITH gone AS (DELETE FROM other RETURNING *) SELECT * FROM gone",
        "deletes rows of other"
    )]
    [InlineData(
        Engine.Sqlite,
        "WITH few AS (SELECT 1 AS n) DELETE FROM main.other WHERE id IN (SELECT n FROM few)",
        "deletes rows of other"
    )]
    [InlineData(
        Engine.PostgreSql,
        "TRUNCATE TABLE public.other, ONLY leaf * RESTART IDENTITY",
        "deletes 1 row of other, deletes 2 rows of leaf"
    )]
    [InlineData(
        Engine.PostgreSql,
        "truncate PARENT cascade",
        "deletes 3 rows of parent, deletes 3 rows of child, deletes 2 rows of leaf"
    )]
    [InlineData(
        Engine.PostgreSql,
        "DO $x$ BEGIN DELETE FROM other; DROP TABLE leaf; END $x$",
        "drops table leaf (2 rows), deletes rows of other"
    )]
    [InlineData(
        Engine.PostgreSql,
        "MERGE INTO other o USING leaf l ON o.id = l.id WHEN MATCHED THEN DELETE",
        "deletes rows of other"
    )]
    [InlineData(
        Engine.PostgreSql,
        "ALTER TABLE IF EXISTS ONLY other ALTER id DROP DEFAULT, DROP note, DROP CONSTRAINT IF EXISTS x",
        "drops column note of other (1 row)"
    )]
    [InlineData(Engine.Sqlite, "alter table Other drop column [note]", "drops column note of other (1 row)")]
    [InlineData(
        Engine.PostgreSql,
        "DROP SCHEMA app CASCADE",
        "runs DROP SCHEMA app CASCADE, which takes what depends on it"
    )]
    [InlineData(
        Engine.PostgreSql,
        "DROP TABLE app.t; DELETE FROM other WHERE id = 77; DELETE FROM other WHERE no_such_function(id)",
        "deletes rows of other"
    )]
    [InlineData(
        Engine.PostgreSql,
        "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM other'; SELECT 'DROP TABLE other'",
        ""
    )]
    [InlineData(Engine.Sqlite, "CREATE TRIGGER t AFTER INSERT ON other BEGIN DELETE FROM other; END", "")]
    public async Task Rows_that_raw_SQL_deletes_are_counted_with_those_that_go_with_them(
        Engine engine,
        string sql,
        string losses
    )
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var session = await FamilyAsync(database, engine, new ExecuteSql(sql));

        var found = await DataLossCheck.FindAsync(
            session.Session,
            session.Catalog,
            new MigrationTarget.DownTo(0),
            Token
        );

        Assert.Equal(losses, string.Join(", ", found.Select(loss => loss.Summary)));
        Assert.Equal(
            ["3|3|2|1"],
            await database.RowsAsync(
                "SELECT (SELECT count(*) FROM parent), (SELECT count(*) FROM child), (SELECT count(*) FROM leaf), "
                    + "(SELECT count(*) FROM other)",
                Token
            )
        );
    }

    [Theory]
    [InlineData(Engine.PostgreSql)]
    [InlineData(Engine.Sqlite)]
    public async Task Rows_that_are_deleted_by_their_values_are_counted_unless_they_are_inserted_again(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var session = await FamilyAsync(
            database,
            engine,
            new DeleteRows("child", [new RowFilter.Matching([new("id", 1)]), new RowFilter.Sql("id = 2")]),
            new DeleteRows("parent", [new RowFilter.Matching([new("id", 3)])]) { WereInserted = true },
            new DeleteRows("other", [new RowFilter.All()])
        );

        var found = await DataLossCheck.FindAsync(session.Session, session.Catalog, new MigrationTarget.Redo(1), Token);

        Assert.Equal(
            ["deletes 3 rows of child", "deletes 2 rows of leaf", "deletes 1 row of other"],
            found.Select(loss => loss.Summary)
        );
    }

    [Theory]
    [InlineData(Engine.PostgreSql, "UPDATE other SET note = NULL WHERE id < 5", "changes 1 row of other")]
    [InlineData(Engine.Sqlite, "update or ignore [Other] set note = (select 1) where id < 5", "changes 1 row of other")]
    [InlineData(Engine.PostgreSql, "UPDATE ONLY parent AS p SET id = -id", "changes 3 rows of parent")]
    [InlineData(Engine.Sqlite, "UPDATE other SET note = 'x' WHERE id = 77", "")]
    [InlineData(
        Engine.PostgreSql,
        "UPDATE other o SET note = 'x' FROM leaf l WHERE l.id = o.id",
        "changes rows of other"
    )]
    [InlineData(
        Engine.PostgreSql,
        "WITH x AS (UPDATE other SET note = 'x' RETURNING *) SELECT * FROM x FOR UPDATE",
        "changes rows of other"
    )]
    [InlineData(Engine.Sqlite, "REPLACE INTO other VALUES (1, 'y')", "changes rows of other")]
    [InlineData(Engine.Sqlite, "INSERT OR REPLACE INTO other VALUES (1, 'y')", "changes rows of other")]
    [InlineData(
        Engine.PostgreSql,
        "INSERT INTO parent VALUES (1) ON CONFLICT (id) DO UPDATE SET id = 7",
        "changes rows of parent"
    )]
    [InlineData(Engine.PostgreSql, "INSERT INTO parent VALUES (1) ON CONFLICT (id) DO NOTHING", "")]
    [InlineData(Engine.Sqlite, "DELETE FROM kept", "deletes 2 rows of kept, changes 2 rows of keeper")]
    [InlineData(Engine.PostgreSql, "DELETE FROM kept WHERE id = 1", "deletes 1 row of kept, changes 1 row of keeper")]
    [InlineData(
        Engine.PostgreSql,
        "ALTER TABLE public.other ALTER COLUMN note TYPE int USING 0",
        "changes 1 row of other"
    )]
    [InlineData(
        Engine.PostgreSql,
        "MERGE INTO other o USING leaf l ON o.id = l.id WHEN MATCHED THEN UPDATE SET note = 'x'",
        "changes rows of other"
    )]
    [InlineData(
        Engine.PostgreSql,
        "DO $x$ BEGIN EXECUTE 'DELETE FROM ' || 'other'; END $x$",
        "runs DO, which calls other code, and what that changes is not known"
    )]
    [InlineData(Engine.PostgreSql, "CALL app.purge(1, 2)", "runs CALL app.purge, and what that changes is not known")]
    [InlineData(Engine.PostgreSql, "SELECT purge_all()", "runs function purge_all, and what that changes is not known")]
    [InlineData(Engine.PostgreSql, "SELECT lower('DELETE FROM other'), count(*) FROM other", "")]
    [InlineData(
        Engine.PostgreSql,
        "DROP FUNCTION purge_all() CASCADE",
        "runs DROP FUNCTION purge_all() CASCADE, which takes what depends on it"
    )]
    public async Task Rows_that_raw_SQL_changes_are_counted_and_what_its_text_does_not_show_is_named(
        Engine engine,
        string sql,
        string losses
    )
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(
            """
            CREATE TABLE kept (id integer PRIMARY KEY);
            CREATE TABLE keeper (id integer, kept_id integer DEFAULT 1 REFERENCES kept ON DELETE SET NULL);
            INSERT INTO kept VALUES (1), (2);
            INSERT INTO keeper VALUES (1, 1), (2, 2), (3, NULL);
            """,
            Token
        );
        if (engine is Engine.PostgreSql)
        {
            await database.ExecuteAsync(
                "CREATE FUNCTION purge_all() RETURNS void LANGUAGE sql AS 'DELETE FROM kept'",
                Token
            );
        }

        await using var session = await FamilyAsync(database, engine, new ExecuteSql(sql));

        var found = await DataLossCheck.FindAsync(
            session.Session,
            session.Catalog,
            new MigrationTarget.DownTo(0),
            Token
        );

        Assert.Equal(losses, string.Join(", ", found.Select(loss => loss.Summary)));
    }

    [Theory]
    [InlineData(Engine.PostgreSql)]
    [InlineData(Engine.Sqlite)]
    public async Task Updates_are_counted_and_code_is_named_with_its_migration(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var session = await FamilyAsync(
            database,
            engine,
            new UpdateRows("child", [new("parent_id", 1)], new RowFilter.Sql("id > 1")),
            new ExecuteCode((_, _) => throw new UnreachableException(), "empties the cache"),
            new ExecuteCode((_, _) => throw new UnreachableException())
        );

        var found = await DataLossCheck.FindAsync(
            session.Session,
            session.Catalog,
            new MigrationTarget.DownTo(0),
            Token
        );

        Assert.Equal(
            [
                "changes 2 rows of child",
                "runs empties the cache of 1 Steps1, and what that changes is not known",
                "runs code of 1 Steps1, and what that changes is not known",
            ],
            found.Select(loss => loss.Summary)
        );
    }

    private static async Task<Family> FamilyAsync(TestDatabase database, Engine engine, params Operation[] down)
    {
        await database.ExecuteAsync(
            """
            CREATE TABLE parent (id integer PRIMARY KEY);
            CREATE TABLE child (id integer PRIMARY KEY, parent_id integer REFERENCES parent ON DELETE CASCADE);
            CREATE TABLE leaf (id integer, child_id integer REFERENCES child (id) ON DELETE CASCADE);
            CREATE TABLE other (id integer, note text);
            INSERT INTO parent VALUES (1), (2), (3);
            INSERT INTO child VALUES (1, 1), (2, 2), (3, 3);
            INSERT INTO leaf VALUES (1, 1), (2, 3);
            INSERT INTO other VALUES (1, 'x');
            """,
            Token
        );
        if (engine is Engine.PostgreSql)
        {
            await database.ExecuteAsync("CREATE SCHEMA app; CREATE TABLE app.t (a int)", Token);
        }

        var catalog = new MigrationCatalog([new Steps(1, [new ExecuteSql("SELECT 1")], down)]);
        var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        await new MigrationRunner(catalog, new(), TimeProvider.System).RunAsync(
            session,
            new MigrationTarget.Up(),
            Token
        );
        return new(session, catalog);
    }

    private sealed record Family(Databases.DatabaseSession Session, MigrationCatalog Catalog) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Session.DisposeAsync();
    }

    private static Conditional WhereIs(string table) =>
        new($"there is {table}", state => state.TableExists(table), [new DropTable(table)], []);

    private static Steps Reversible(long version, params Operation[] up) =>
        new(version, up, [.. up.Reverse().Select(operation => operation.Inverse!)]);
}
