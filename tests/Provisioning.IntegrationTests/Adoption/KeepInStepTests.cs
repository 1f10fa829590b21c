using Provisioning.Adoption;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Adoption;

/// <summary>The table of another tool that is kept in step with ours.</summary>
public sealed class KeepInStepTests(PostgreSqlServer server)
{
    private const string Notes = "CREATE TABLE notes (id integer NOT NULL);";
    private const string Dbmate =
        Notes
        + "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY);"
        + "INSERT INTO schema_migrations VALUES ('1');";
    private const string Script = "create table a (id int);\r\ninsert into a values (1);\n";

    private static readonly Operation Table = new CreateTable(new("notes", [new("id", new(ColumnKind.Int32))]));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static MigrationCatalog Three =>
        new([Step(1, null, Table), Step(2, null, More("more")), Step(3, null, More("most"))]);

    public static IEnumerable<TheoryDataRow<string, Engine>> Tools =>
        from one in Ledgers.All
        from engine in Enum.GetValues<Engine>()
        where one.Cures.Count == 0 && (one.Only is null || one.Only == engine)
        select new TheoryDataRow<string, Engine>(one.Name, engine);

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task Every_tool_gets_its_row_and_loses_it_or_is_refused_by_name(string name, Engine engine)
    {
        var one = Ledgers.All.Single(each => each.Name == name);
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(
            one.SqlOn(engine) + (one.Read.StartsWith("user_version", StringComparison.Ordinal) ? "" : Notes),
            Token
        );
        var tool = (await HistoryAsync(database)).Tool;
        var key = Key(tool);
        var catalog = new MigrationCatalog([
            Step(1, null, Table),
            Step(20990101000000, $"late ({tool} {key})", More("more")),
        ]);

        var review = await KeepAsync(database, catalog, new() { At = 1, AllowDifference = true });
        if (tool is "FluentMigrator" or "user_version" or "Entity Framework 6" or "Drizzle" or "Sqitch" or "grate")
        {
            Assert.Contains(tool is "user_version" ? "PRAGMA" : tool, review.Refusals[^1], StringComparison.Ordinal);
            Assert.DoesNotContain("provisioning_ledger", await database.TablesAsync(Token));
            return;
        }

        Assert.True(review.IsReady, string.Join('\n', review.Refusals));
        var before = LedgerCase.Text(await HistoryAsync(database));
        await RunAsync(database, catalog, new MigrationTarget.Up());
        var up = await HistoryAsync(database);
        await RunAsync(database, catalog, new MigrationTarget.DownTo(1));
        var down = await HistoryAsync(database);

        Assert.Contains(up.Applied, entry => entry.Key == key);
        Assert.Equal(
            before,
            LedgerCase.Text(down with { Entries = [.. down.Entries.Where(entry => entry.Key != key)] })
        );
        Assert.DoesNotContain(down.Applied, entry => entry.Key == key);
    }

    [Theory]
    [OnBothEngines]
    public async Task Versions_that_are_the_tools_numbers_need_no_other_name(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(Dbmate, Token);
        MigrationCatalog catalog = new([Step(1, null, Table), Step(2, null, More("more"))]);

        await KeepAsync(database, catalog);
        await RunAsync(database, catalog, new MigrationTarget.Up());
        var up = await DbmateAsync(database);
        var state = await ReadAsync(database, catalog);
        await RunAsync(database, catalog, new MigrationTarget.DownTo(0));

        Assert.Equal(["1", "2"], up);
        Assert.Equal(("dbmate", 0, 0), (state.InStep?.Tool, state.InStep?.Added.Count, state.InStep?.Lacking.Count));
        Assert.Empty(await DbmateAsync(database));
    }

    [Theory]
    [OnBothEngines]
    public async Task What_the_tool_applies_counts_and_is_recorded_with_the_next_migration(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(Dbmate, Token);
        var catalog = Three;
        await KeepAsync(database, catalog);
        await database.ExecuteAsync(
            "CREATE TABLE more (id integer); INSERT INTO schema_migrations VALUES ('2');",
            Token
        );

        var state = await ReadAsync(database, catalog);
        await RunAsync(database, catalog, new MigrationTarget.Up());

        Assert.Equal([2L], state.InStep!.Added);
        Assert.Equal(VersionState.Applied, MigrationStatus.Of(catalog, state)[1].State);
        Assert.Equal(
            ["1|Steps1", "2|applied by dbmate", "3|Steps3"],
            await database.RowsAsync("""SELECT "Version", "Description" FROM "VersionInfo" ORDER BY 1""", Token)
        );
        Assert.Equal(["1", "2", "3"], await DbmateAsync(database));
    }

    [Theory]
    [OnBothEngines]
    public async Task What_the_tool_has_rolled_back_is_refused_until_a_person_decides(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(Dbmate, Token);
        var catalog = Three;
        await KeepAsync(database, catalog);
        await RunAsync(database, catalog, new MigrationTarget.Up(2));
        await database.ExecuteAsync("DROP TABLE more; DELETE FROM schema_migrations WHERE version = '2';", Token);

        var refused = await Assert.ThrowsAsync<ProvisioningException>(() =>
            RunAsync(database, catalog, new MigrationTarget.Up())
        );
        await using (var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token))
        {
            RepairDecision[] decisions = [new(2, RepairAction.MarkPending)];
            await new LedgerRepair(catalog, new(), TimeProvider.System).RunAsync(session, decisions, "", Token);
        }

        await RunAsync(database, catalog, new MigrationTarget.Up());

        Assert.Contains("dbmate (schema_migrations) does not have 2", refused.Message, StringComparison.Ordinal);
        Assert.Contains("repair --mark-pending", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["1", "2", "3"], await DbmateAsync(database));
    }

    [Theory]
    [OnBothEngines]
    public async Task What_a_script_has_applied_gets_its_row_when_asked_for_again(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(Dbmate, Token);
        MigrationCatalog catalog = new([Step(1, null, Table), Step(2, null, More("more"))]);
        await KeepAsync(database, catalog);
        await database.ExecuteAsync(
            """CREATE TABLE more (id integer); INSERT INTO "VersionInfo" ("Version") VALUES (2);""",
            Token
        );

        var state = await ReadAsync(database, catalog);
        var review = await KeepAsync(database, catalog);

        Assert.Equal([2L], state.InStep!.Lacking);
        Assert.Equal([2L], review.ToWrite.Select(migration => migration.Version));
        Assert.Equal(["1", "2"], await DbmateAsync(database));
        Assert.Empty((await ReadAsync(database, catalog)).InStep!.Lacking);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_migration_that_fails_leaves_no_row_and_one_outside_a_transaction_gets_its_own(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(Dbmate, Token);
        MigrationCatalog catalog = new([
            Step(1, null, Table),
            new Steps(2, [More("more")], [new DropTable("more")]) { Transactional = false },
            Step(3, null, More("most"), new ExecuteSql("INSERT INTO nowhere VALUES (1)")),
        ]);
        await KeepAsync(database, catalog);

        var failed = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            RunAsync(database, catalog, new MigrationTarget.Up())
        );

        Assert.Equal(3, failed.Step.Migration.Version);
        Assert.Equal(["1", "2"], await DbmateAsync(database));
        Assert.DoesNotContain("most", await database.TablesAsync(Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_migration_of_which_nothing_says_its_name_there_is_refused_before_anything_runs(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(
            Notes
                + "CREATE TABLE alembic_version (version_num varchar(32) NOT NULL);"
                + "INSERT INTO alembic_version VALUES ('a1b2c3d4e5f6');",
            Token
        );
        MigrationCatalog catalog = new([
            Step(1, null, Table),
            Step(2, "more (alembic b2c3d4e5f6a1)", More("more")),
            Step(3, null, More("most")),
        ]);
        await KeepAsync(database, catalog, new() { At = 1 });

        var refused = await Assert.ThrowsAsync<ProvisioningException>(() =>
            RunAsync(database, catalog, new MigrationTarget.Up())
        );
        await RunAsync(database, catalog, new MigrationTarget.Up(2));
        var up = await database.RowsAsync("SELECT version_num FROM alembic_version", Token);
        await RunAsync(database, catalog, new MigrationTarget.DownTo(1));
        var first = await Assert.ThrowsAsync<ProvisioningException>(() =>
            RunAsync(database, catalog, new MigrationTarget.DownTo(0))
        );

        Assert.Contains("3 Steps3 cannot be recorded in Alembic (alembic_version)", refused.Message);
        Assert.Contains("--stop-keeping-in-step", refused.Message, StringComparison.Ordinal);
        Assert.Contains("has no row of its own in Alembic", first.Message, StringComparison.Ordinal);
        Assert.Equal(["b2c3d4e5f6a1"], up);
        Assert.Equal(["a1b2c3d4e5f6"], await database.RowsAsync("SELECT version_num FROM alembic_version", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task Where_it_has_ended_the_tools_table_is_left_alone(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(Dbmate, Token);
        MigrationCatalog catalog = new([Step(1, null, Table), Step(2, null, More("more"))]);
        await KeepAsync(database, catalog);

        await using (var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token))
        {
            Assert.Equal("dbmate", (await Adoption(database, catalog).StopAsync(session, Token))?.Tool);
            Assert.Null(await Adoption(database, catalog).StopAsync(session, Token));
        }

        await RunAsync(database, catalog, new MigrationTarget.Up());

        Assert.Equal(["1"], await DbmateAsync(database));
        Assert.Equal(
            ["1|adopt", "1|keep-in-step", "1|stop-keeping-in-step", "2|begin-up", "2|up", "2|end-up"],
            await database.RowsAsync("SELECT version, event FROM provisioning_history ORDER BY id", Token)
        );
    }

    [Theory]
    [InlineData("Flyway", "flyway_schema_history", "checksum", "-94847981")]
    [InlineData("Evolve", "changelog", "checksum", "FCB11C09D10E48CB4B45CB85E85AC7ED")]
    [InlineData(
        "Prisma",
        "_prisma_migrations",
        "checksum",
        "ca89a274f83d8d6444d68b2ac0bf679e6e55378e33731c6cc8d3481042483132"
    )]
    [InlineData(
        "sqlx",
        "_sqlx_migrations",
        "lower(hex(checksum))",
        "9b2d1fabf33af5913c7c2ea4f062b51e12e4bad5ea8893d2d10737ff20551b105cec095607577510612f7350d4f6c551"
    )]
    public async Task The_checksum_is_the_one_that_the_tool_gives_a_file_of_this_text(
        string tool,
        string table,
        string column,
        string expected
    )
    {
        const string Columns =
            "(version bigint PRIMARY KEY, description text NOT NULL, installed_on timestamp DEFAULT CURRENT_TIMESTAMP, "
            + "success boolean NOT NULL, checksum blob NOT NULL, execution_time bigint NOT NULL);";
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        var made = tool switch
        {
            "Flyway" => LedgerCase.On(Engine.Sqlite, Ledgers.Flyway),
            "Prisma" => LedgerCase.On(Engine.Sqlite, Ledgers.Prisma),
            "Evolve" => "CREATE TABLE changelog (id INTEGER PRIMARY KEY AUTOINCREMENT, type INTEGER, version text, "
                + "description text NOT NULL, name text NOT NULL, checksum text, installed_by text NOT NULL, "
                + "installed_on text NOT NULL DEFAULT CURRENT_TIMESTAMP, success boolean NOT NULL);",
            _ => $"CREATE TABLE _sqlx_migrations {Columns}",
        };
        await database.ExecuteAsync(Notes + made, Token);
        MigrationCatalog catalog = new([Step(1, null, Table), Step(20990101000000, "a table", new ExecuteSql(Script))]);

        await KeepAsync(database, catalog);
        await RunAsync(database, catalog, new MigrationTarget.Up());

        Assert.Equal([expected], await database.RowsAsync($"SELECT {column} FROM {table}", Token));
    }

    private static string Key(string tool) =>
        tool switch
        {
            "Liquibase" => "late.xml::9::ada",
            "Alembic" => "0123456789ab",
            "Django" => "shop.0009_late",
            "TypeORM" => "Late4070908800000",
            "EF Core" or "Prisma" => "20990101000000_Late",
            "Flyway" => "2099.1",
            "DbUp" or "Knex" or "Laravel" or "Sequelize" or "node-pg-migrate" or "MikroORM" or "sql-migrate" =>
                "20990101000000_late.js",
            _ => "20990101000000",
        };

    private static CreateTable More(string table) =>
        new CreateTable(new(table, [new("id", new(ColumnKind.Int32)) { IsNullable = true }]));

    private static Steps Step(long version, string? title, params Operation[] operations) =>
        new(version, operations, [.. operations.OfType<CreateTable>().Select(made => new DropTable(made.Table.Name))])
        {
            Title = title,
        };

    private static DatabaseAdoption Adoption(TestDatabase database, MigrationCatalog catalog) =>
        new(catalog, DatabaseUrl.Parse(database.Url).Scratch("adopt"), new(), TimeProvider.System);

    private static async Task<AdoptionReview> KeepAsync(
        TestDatabase database,
        MigrationCatalog catalog,
        AdoptionOptions? asked = null
    )
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var adoption = Adoption(database, catalog);
        var review = await adoption.ReviewAsync(session, (asked ?? new()) with { KeepInStep = true }, Token);
        if (review.IsReady)
        {
            await adoption.RunAsync(session, review, Token);
        }

        return review;
    }

    private static async Task RunAsync(TestDatabase database, MigrationCatalog catalog, MigrationTarget target)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        await new MigrationRunner(catalog, new(), TimeProvider.System).RunAsync(session, target, Token);
    }

    private static async Task<LedgerState> ReadAsync(TestDatabase database, MigrationCatalog catalog)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        return await InStepReader.ReadAsync(session, catalog, Token);
    }

    private static Task<IReadOnlyList<string>> DbmateAsync(TestDatabase database) =>
        database.RowsAsync("SELECT version FROM schema_migrations ORDER BY version", Token);

    private static async Task<PreviousHistory> HistoryAsync(TestDatabase database)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var tools = await PreviousTools.FindAsync(session, new(), Token);
        return (await tools.ReadAsync(session, Token))[0];
    }
}
