using System.Reflection;
using System.Runtime.Loader;
using FluentMigrator.Runner;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.DependencyInjection;
using Provisioning.Authoring;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Planning;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Adoption;

/// <summary>What <c>provision import-history</c> writes compiles, and makes what the other tool's files make.</summary>
public sealed class ImportHistoryTests(PostgreSqlServer server)
{
    private const string Users = "CREATE TABLE users (id integer PRIMARY KEY, name varchar(99) NOT NULL);\n";
    private const string Orders =
        "CREATE TABLE orders (id integer PRIMARY KEY, user_id integer REFERENCES users (id));\n"
        + "CREATE INDEX ix_orders_user ON orders (user_id);\n"
        + "INSERT INTO users VALUES (1, 'it''s; $(x) $((y)) -- no comment');\n";
    private const string Note = "ALTER TABLE orders ADD COLUMN note varchar(9);\n";

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
        var migrations = Migrations(Out(folder));
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
                    .ScanIn(Compiled(Out(folder)))
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
        MigrationCatalog catalog = new(Migrations(Out(folder)));
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
    public async Task Dotted_versions_are_numbered_in_their_order_and_the_description_has_the_original()
    {
        using var folder = new TestFolder();
        Write(folder, "flyway");

        await ImportAsync(folder);

        var source = await File.ReadAllTextAsync(Path.Combine(Out(folder), "M3_Note.cs"), Token);
        Assert.Contains("[Migration(3, \"note (flyway 1.10)\")]", source, StringComparison.Ordinal);
        Assert.Contains("// From V1_10__note.sql.", source, StringComparison.Ordinal);
        Assert.Contains("class M3_Note : Migration", source, StringComparison.Ordinal);
        Assert.Contains(
            "class M1_Users : ForwardOnlyMigration",
            await File.ReadAllTextAsync(Path.Combine(Out(folder), "M1_Users.cs"), Token),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        "dbmate",
        "1_x.sql",
        "-- migrate:up transaction:false\nCREATE TABLE x (id integer);\n-- migrate:down\n"
    )]
    [InlineData("goose", "1_x.sql", "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE TABLE x (id integer);\n")]
    [InlineData("golang-migrate", "1_x.up.sql", "CREATE INDEX CONCURRENTLY x ON y (id);\n")]
    [InlineData("flyway", "V1__x.sql", "VACUUM;\n")]
    public async Task What_runs_outside_a_transaction_there_does_so_here(string tool, string name, string sql)
    {
        using var folder = new TestFolder();
        Put(folder, $"in/{name}", sql);

        var run = await ImportAsync(folder);

        Assert.True(run.ExitCode == 0, run.Errors);
        var source = await File.ReadAllTextAsync(Path.Combine(Out(folder), "M1_X.cs"), Token);
        Assert.Contains("[Migration(1, TransactionBehavior.None, \"x\")]", source, StringComparison.Ordinal);
        Assert.Contains($"\"tool\": \"{tool}\"", (await ImportAsync(folder, "again", "--output", "json")).Output);
    }

    [Fact]
    public async Task What_a_file_beside_a_script_of_Flyways_says_is_followed()
    {
        using var folder = new TestFolder();
        Put(folder, "in/V1__x.sql", "CREATE TABLE x (id integer); -- ${kept}\n");
        Put(folder, "in/V1__x.sql.conf", "executeInTransaction=false\nplaceholderReplacement=false\n");

        var run = await ImportAsync(folder);

        Assert.True(run.ExitCode == 0, run.Errors);
        var source = await File.ReadAllTextAsync(Path.Combine(Out(folder), "M1_X.cs"), Token);
        Assert.Contains("TransactionBehavior.None", source, StringComparison.Ordinal);
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
        var read = MigrationAssembly.FromAssembly(Compiled(Out(folder)), null);
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
        var migrations = Migrations(Out(folder));
        await TestRun.RunAsync(database, new(), migrations);
        var up = await database.TablesAsync(Token);
        await TestRun.RunAsync(database, new(), migrations, target: new MigrationTarget.DownTo(0));

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("x", up);
        Assert.DoesNotContain("x", await database.TablesAsync(Token));
    }

    [Theory]
    [InlineData("is written in Go", "1_a.sql", "-- +goose Up\nSELECT 1;", "2_b.go", "package migrations")]
    [InlineData("ENVSUB", "1_a.sql", "-- +goose Up\n-- +goose ENVSUB ON\nSELECT '${X}';")]
    [InlineData("not known here: Sideways", "1_a.sql", "-- +goose Up\n-- +goose Sideways\n")]
    [InlineData("says twice where its way up begins", "1_a.sql", "-- migrate:up\n-- migrate:up\n")]
    [InlineData("does not begin with a number", "a.sql", "-- migrate:up\n")]
    [InlineData("have one version", "1_a.sql", "-- migrate:up\n", "01_b.sql", "-- migrate:up\n")]
    [InlineData("have one version", "V1__a.sql", "", "V1_0__b.sql", "")]
    [InlineData("have one version", "1_a.up.sql", "", "1_b.up.sql", "")]
    [InlineData("is code", "V1__a.sql", "", "V2__B.java", "")]
    [InlineData("files of several tools", "V1__a.sql", "", "1_b.up.sql", "")]
    [InlineData("no migrations of a tool known here", "a.sql", "SELECT 1;")]
    public async Task What_cannot_be_taken_over_is_refused_by_name_and_nothing_is_written(
        string reason,
        params string[] files
    )
    {
        using var folder = new TestFolder();
        foreach (var pair in files.Chunk(2))
        {
            Put(folder, $"in/{pair[0]}", pair[1]);
        }

        var run = await ImportAsync(folder);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out(folder)));
    }

    [Fact]
    public async Task Nothing_is_overwritten_and_the_folder_of_a_project_gives_the_namespace()
    {
        using var folder = new TestFolder();
        Write(folder, "dbmate");
        Put(
            folder,
            "out/Shop.csproj",
            """<Project><ItemGroup><PackageReference Include="FluentMigrator" /></ItemGroup></Project>"""
        );

        var dry = await ImportAsync(folder, "out/Versions", "--dry-run");
        var first = await ImportAsync(folder, "out/Versions");
        var again = await ImportAsync(folder, "out/Versions");

        Assert.Equal((0, 0, 2), (dry.ExitCode, first.ExitCode, again.ExitCode));
        Assert.Contains("Execute.EmbeddedScript", dry.Output, StringComparison.Ordinal);
        Assert.Contains(
            "Embed the scripts: <EmbeddedResource Include=\"**/Scripts/*.sql\" /> in Shop.csproj",
            first.Output
        );
        Assert.Contains("has version 20240101000000 already", again.Errors, StringComparison.Ordinal);
        var source = await File.ReadAllTextAsync(Path.Combine(Out(folder), "Versions/M20240101000000_Users.cs"), Token);
        Assert.Contains("namespace Shop.Versions;", source, StringComparison.Ordinal);
    }

    private static string Out(TestFolder folder) => Path.Combine(folder.Path, "out");

    private static Task<ProvisionRun> ImportAsync(TestFolder folder, string to = "out", params string[] more) =>
        ProvisionProcess.RunAsync(
            Token,
            ["import-history", Path.Combine(folder.Path, "in"), "--out", Path.Combine(folder.Path, to), .. more]
        );

    private static string Columns(Engine engine) =>
        engine is Engine.Sqlite
            ? "SELECT name FROM pragma_table_info('orders') WHERE name = 'note'"
            : "SELECT column_name FROM information_schema.columns WHERE table_name = 'orders' AND column_name = 'note'";

    private static void Write(TestFolder folder, string tool)
    {
        (string Name, string Up, string Down)[] migrations =
        [
            ("users", Users, ""),
            ("orders", Orders, "DELETE FROM users; DROP TABLE orders;\n"),
            ("note", Note, "ALTER TABLE orders DROP COLUMN note;\n"),
        ];
        string[] dotted = ["1", "1_9", "1_10"];
        foreach (var (at, (name, up, down)) in migrations.Index())
        {
            var number = $"2024010{at + 1}000000";
            switch (tool)
            {
                case "flyway":
                    Put(folder, $"in/V{dotted[at]}__{name}.sql", up);
                    Put(folder, $"in/undo/U{dotted[at]}__{name}.sql", down);
                    break;
                case "dbmate":
                    Put(folder, $"in/{number}_{name}.sql", $"-- migrate:up\n{up}\n-- migrate:down\n{down}");
                    break;
                case "goose":
                    Put(folder, $"in/{number}_{name}.sql", $"-- +goose Up\n{up}\n-- +goose Down\n{down}");
                    break;
                default:
                    Put(folder, $"in/{number}_{name}.up.sql", up);
                    Put(folder, $"in/{number}_{name}.down.sql", down);
                    break;
            }
        }
    }

    private static void Put(TestFolder folder, string name, string text)
    {
        var path = Path.Combine(folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static MigrationSource[] Migrations(string folder) =>
        [.. MigrationAssembly.FromAssembly(Compiled(folder), null).Migrations];

    private static Assembly Compiled(string folder)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(File.Exists)
            .Select(file => MetadataReference.CreateFromFile(file));
        var compilation = CSharpCompilation.Create(
            $"Imported_{Guid.NewGuid():N}",
            Directory
                .GetFiles(folder, "*.cs")
                .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), cancellationToken: Token)),
            references,
            new(OutputKind.DynamicallyLinkedLibrary)
        );
        using var image = new MemoryStream();
        var result = compilation.Emit(
            image,
            manifestResources: Directory
                .GetFiles(Path.Combine(folder, "Scripts"))
                .Select(file => new ResourceDescription(
                    $"Imported.Scripts.{Path.GetFileName(file)}",
                    () => File.OpenRead(file),
                    isPublic: true
                )),
            cancellationToken: Token
        );
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image);
    }
}
