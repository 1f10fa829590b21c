using FluentMigrator.Runner;
using Microsoft.Extensions.DependencyInjection;
using Provisioning.Authoring;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Planning;
using Provisioning.Systems;
using Xunit;
using static Provisioning.IntegrationTests.Adoption.ImportCase;

namespace Provisioning.IntegrationTests.Adoption;

/// <summary>What <c>provision import-history</c> writes compiles, and makes what the other tool's files make.</summary>
public sealed class ImportHistoryTests(PostgreSqlServer server)
{
    private static readonly string[] Tools = ["flyway", "dbmate", "goose", "golang-migrate"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, Engine> Cases =>
        [.. from tool in Tools from engine in Enum.GetValues<Engine>() select (tool, engine)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_classes_make_what_the_files_make_and_go_back(string tool, Engine engine)
    {
        using var folder = new TestFolder();
        Write(folder, tool);
        await using var direct = await TestDatabase.CreateAsync(engine, server, Token);
        await using var imported = await TestDatabase.CreateAsync(engine, server, Token);
        await direct.ExecuteAsync(Users + Orders + Note, Token);

        var run = await ImportAsync(folder);
        Assert.True(run.ExitCode == 0, run.Errors);
        var migrations = Read(Out(folder));
        await TestRun.RunAsync(imported, new(), migrations);
        var made = await Ladder.SnapshotAsync(imported, Token);
        await TestRun.RunAsync(imported, new(), migrations, target: new MigrationTarget.DownTo(migrations[0].Version));
        var back = await imported.TablesAsync(Token);
        await TestRun.RunAsync(imported, new(), migrations);

        Assert.Equal(await Ladder.SnapshotAsync(direct, Token), made);
        Assert.Equal(made, await Ladder.SnapshotAsync(imported, Token));
        Assert.DoesNotContain("orders", back);
        Assert.Contains("users", back);
        Assert.Equal(
            tool is "flyway" ? [1, 2, 3] : [20240101000000, 20240102000000, 20240103000000],
            migrations.Select(migration => migration.Version)
        );
    }

    [Fact]
    public async Task The_classes_are_FluentMigrators_own_and_its_runner_takes_them()
    {
        using var folder = new TestFolder();
        Write(folder, "goose");
        await ImportAsync(folder);
        await using var direct = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await using var imported = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await direct.ExecuteAsync(Users + Orders + Note, Token);

        await using var services = new ServiceCollection()
            .AddFluentMigratorCore()
            .ConfigureRunner(runner =>
                runner
                    .AddSQLite()
                    .WithGlobalConnectionString($"Data Source={imported.Name};Pooling=False")
                    .ScanIn(Compile(Out(folder)))
                    .For.All()
            )
            .BuildServiceProvider();
        await using (var scope = services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<IMigrationRunner>().MigrateUp();
        }

        Assert.Equal(await Ladder.SnapshotAsync(direct, Token), await Ladder.SnapshotAsync(imported, Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_database_that_the_tool_has_made_is_taken_over_by_the_classes(Engine engine)
    {
        using var folder = new TestFolder();
        Write(folder, "flyway");
        await ImportAsync(folder);
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(
            Users
                + Orders
                + LedgerCase.On(
                    engine,
                    Ledgers.Flyway
                        + """
                        INSERT INTO flyway_schema_history VALUES
                            (1, '1', 'users', 'SQL', 'V1__users.sql', 1, 'ada', '2024-01-02 10:00:00', 3, {1}),
                            (2, '1.9', 'orders', 'SQL', 'V1_9__orders.sql', 1, 'ada', '2024-01-02 10:00:00', 3, {1});
                        """
                ),
            Token
        );
        MigrationCatalog catalog = new(Read(Out(folder)));
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var adoption = new DatabaseAdoption(
            catalog,
            DatabaseUrl.Parse(database.Url).Scratch("adopt"),
            new(),
            TimeProvider.System
        );

        var review = await adoption.ReviewAsync(session, new(), Token);
        await adoption.RunAsync(session, review, Token);
        await new Provisioning.Execution.MigrationRunner(catalog, new(), TimeProvider.System).RunAsync(
            session,
            new MigrationTarget.Up(),
            Token
        );

        Assert.Equal((2L, 0), (review.Version!.Version, review.Warnings.Count));
        Assert.Equal(["3"], await database.RowsAsync("""SELECT count(*) FROM "VersionInfo" """, Token));
        Assert.Equal(["note"], await database.RowsAsync(Columns(engine), Token));
    }

    [Fact]
    public async Task A_repeatable_script_is_a_repeatable_migration_and_a_placeholder_gets_its_value()
    {
        using var folder = new TestFolder();
        Put(folder, "in/V1__x.sql", "CREATE TABLE ${table} (id integer);\n");
        Put(folder, "in/R__all_notes.sql", "CREATE OR REPLACE VIEW all_notes AS SELECT id FROM ${table};\n");
        Put(folder, "in/B1__x.sql", "CREATE TABLE whole (id integer);\n");
        Put(folder, "in/afterMigrate.sql", "SELECT 1;\n");
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);

        var open = await ImportAsync(folder);
        var run = await ImportAsync(folder, "out", "--placeholder", "table=notes");
        var read = MigrationAssembly.FromAssembly(Compile(Out(folder)), null);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        await new Provisioning.Execution.MigrationRunner(
            new(read.Migrations) { Repeatable = read.Repeatable },
            new(),
            TimeProvider.System
        ).RunAsync(session, new MigrationTarget.Up(), Token);

        Assert.Equal((2, 0), (open.ExitCode, run.ExitCode));
        Assert.Contains("give --placeholder table=VALUE", open.Errors, StringComparison.Ordinal);
        Assert.Contains("left out: B1__x.sql", run.Errors, StringComparison.Ordinal);
        Assert.Contains("left out: afterMigrate.sql", run.Errors, StringComparison.Ordinal);
        Assert.Equal(["0"], await database.RowsAsync("SELECT count(*) FROM all_notes", Token));
    }

    [Fact]
    public async Task Statements_of_goose_end_where_they_are_said_to()
    {
        using var folder = new TestFolder();
        Put(
            folder,
            "in/00001_x.sql",
            """
            -- a word before
            -- +goose Up
            -- +goose StatementBegin
            CREATE FUNCTION one() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$
            -- +goose StatementEnd
            -- +goose StatementBegin
            CREATE TABLE x (id integer DEFAULT one());
            -- +goose StatementEnd
            -- +goose Down
            DROP TABLE x; DROP FUNCTION one();
            """.ReplaceLineEndings("\r\n")
        );
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);

        var run = await ImportAsync(folder);
        var migrations = Read(Out(folder));
        await TestRun.RunAsync(database, new(), migrations);
        var up = await database.TablesAsync(Token);
        await TestRun.RunAsync(database, new(), migrations, target: new MigrationTarget.DownTo(0));

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("x", up);
        Assert.DoesNotContain("x", await database.TablesAsync(Token));
    }

    private static string Columns(Engine engine) =>
        engine is Engine.Sqlite
            ? "SELECT name FROM pragma_table_info('orders') WHERE name = 'note'"
            : "SELECT column_name FROM information_schema.columns WHERE table_name = 'orders' AND column_name = 'note'";
}
