using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Install;

/// <summary><c>provision new migration --from-difference</c> and <c>provision diff --sql</c>.</summary>
public sealed class FromDifferenceTests(PostgreSqlServer server)
{
    private const string First = """
        using FluentMigrator;

        namespace Shop;

        [Migration(1, "users")]
        public sealed class M001_Users : Migration
        {
            public override void Up() =>
                Create.Table("users").WithColumn("id").AsInt32().PrimaryKey("users_pk").WithColumn("mail").AsString(50).Nullable();

            public override void Down() => Delete.Table("users");
        }
        """;

    private const string Changed = """
        CREATE TABLE users (id integer NOT NULL, email varchar(50), age integer NOT NULL, CONSTRAINT users_pk PRIMARY KEY (id));
        CREATE INDEX ix_age ON users (age);
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task A_change_by_hand_becomes_a_migration_that_the_database_then_agrees_with(Engine engine)
    {
        using var folder = new TestFolder();
        var project = await MigrationsProject.WriteAsync(folder, ("M001_Users.cs", First));
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(Changed, Token);
        string[] target = ["--project", project, "--url", database.Url];

        var written = await ProvisionProcess.RunAsync(
            Token,
            [.. New(folder), "--from-difference", "live", "--rename", "users.mail=email", "--output", "json", .. target]
        );
        var again = await ProvisionProcess.RunAsync(Token, ["diff", "migrations", "live", .. target]);

        Assert.True(written.ExitCode == 0, written.Output + written.Errors);
        Assert.True((bool)JsonNode.Parse(written.Output)!["whole"]!);
        var source = await File.ReadAllTextAsync(Path.Combine(folder.Path, "M002_Change.cs"), Token);
        Assert.Contains("Rename.Column(\"mail\").OnTable(\"users\").To(\"email\");", source, StringComparison.Ordinal);
        Assert.Contains("// users.age takes no NULL and has no default", source, StringComparison.Ordinal);
        Assert.Contains("Rename.Column(\"email\").OnTable(\"users\").To(\"mail\");", source, StringComparison.Ordinal);
        Assert.True(again.ExitCode == 0, again.Output + again.Errors);
    }

    [Fact]
    public async Task Safe_steps_leave_a_table_with_rows_to_its_readers_and_writers()
    {
        using var folder = new TestFolder();
        var project = await MigrationsProject.WriteAsync(folder, ("M001_Users.cs", First));
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await using var other = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        string[] target = ["--project", project, "--url", database.Url];
        await ProvisionProcess.RunAsync(Token, ["up", .. target]);
        await database.ExecuteAsync("INSERT INTO users SELECT n, 'm' || n FROM generate_series(1, 1000) AS n", Token);
        await other.ExecuteAsync(
            """
            CREATE TABLE users (
                id integer NOT NULL CONSTRAINT users_pk PRIMARY KEY,
                mail varchar(50) NOT NULL CONSTRAINT users_mail UNIQUE,
                token uuid NOT NULL DEFAULT gen_random_uuid(),
                boss integer CONSTRAINT users_boss REFERENCES users (id) CONSTRAINT users_self CHECK (boss <> id)
            );
            CREATE INDEX ix_boss ON users (boss) WHERE boss IS NOT NULL;
            """,
            Token
        );

        var written = await ProvisionProcess.RunAsync(
            Token,
            [.. New(folder), "--from-difference", other.Url, "--safe", "--output", "json", .. target]
        );
        var lint = await ProvisionProcess.RunAsync(Token, ["lint", .. target]);
        var up = await ProvisionProcess.RunAsync(Token, ["up", .. target]);
        var check = await ProvisionProcess.RunAsync(Token, ["diff", "live", other.Url, .. target]);

        Assert.True(written.ExitCode == 0, written.Output + written.Errors);
        Assert.Equal(
            ["M002_Change", "M003_ChangeFill", "M004_ChangeIndexes", "M005_ChangeValidate", "M006_ChangeConstraints"],
            JsonNode.Parse(written.Output)!["classes"]!.AsArray().Select(each => (string)each!)
        );
        Assert.True(up.ExitCode == 0, up.Output + up.Errors);
        Assert.True(check.ExitCode == 0, check.Output + check.Errors);
        Assert.True(lint.ExitCode == 0, lint.Output + lint.Errors);
    }

    [Fact]
    public async Task Safe_steps_are_one_migration_where_the_engine_has_one_writer()
    {
        using var folder = new TestFolder();
        var project = await MigrationsProject.WriteAsync(folder, ("M001_Users.cs", First));
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await database.ExecuteAsync(Changed, Token);

        var written = await ProvisionProcess.RunAsync(
            Token,
            [
                .. New(folder),
                "--from-difference",
                "live",
                "--safe",
                "--no-rename",
                "--project",
                project,
                "--url",
                database.Url,
            ]
        );

        Assert.True(written.ExitCode == 0, written.Output + written.Errors);
        Assert.Contains("one writer at a time", written.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["M001_Users.cs", "M002_Change.cs"],
            Directory.GetFiles(folder.Path, "M*.cs").Select(Path.GetFileName).Order()
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task A_file_of_a_snapshot_is_what_the_database_was(Engine engine)
    {
        using var folder = new TestFolder();
        var project = await MigrationsProject.WriteAsync(folder, ("M001_Users.cs", First));
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        string[] target = ["--project", project, "--url", database.Url];
        await database.ExecuteAsync(Changed, Token);
        var file = Path.Combine(folder.Path, "shop.structure");

        await ProvisionProcess.RunAsync(Token, ["snapshot", "--of", "live", "--out", file, "--url", database.Url]);
        var written = await ProvisionProcess.RunAsync(
            Token,
            [.. New(folder), "--from-difference", file, "--no-rename", .. target]
        );
        var again = await ProvisionProcess.RunAsync(Token, ["diff", "migrations", "live", .. target]);

        Assert.True(written.ExitCode == 0, written.Output + written.Errors);
        Assert.True(again.ExitCode == 0, again.Output + again.Errors);
    }

    [Fact]
    public async Task Nothing_is_written_where_nothing_differs_or_the_question_of_a_rename_is_open()
    {
        using var folder = new TestFolder();
        var project = await MigrationsProject.WriteAsync(folder, ("M001_Users.cs", First));
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        string[] target = ["--project", project, "--url", database.Url];
        await ProvisionProcess.RunAsync(Token, ["up", .. target]);

        var alike = await ProvisionProcess.RunAsync(Token, [.. New(folder), "--from-difference", "live", .. target]);
        await database.ExecuteAsync("ALTER TABLE users RENAME COLUMN mail TO email", Token);
        var open = await ProvisionProcess.RunAsync(Token, [.. New(folder), "--from-difference", "live", .. target]);
        var wrong = await ProvisionProcess.RunAsync(
            Token,
            [.. New(folder), "--from-difference", "live", "--rename", "users.post=email", .. target]
        );

        string[][] stray =
        [
            [.. New(folder), "--no-rename"],
            [.. New(folder), "--from-difference", "live"],
            [
                .. New(folder),
                "--from-difference",
                "live",
                "--safe",
                "check",
                "--table",
                "t",
                "--sql",
                "a > 0",
                .. target,
            ],
            [.. New(folder), "--safe"],
            ["diff", "live", "live", "--rename", "a=b", .. target],
        ];
        foreach (var arguments in stray)
        {
            var run = await ProvisionProcess.RunAsync(Token, arguments);
            Assert.True(run.ExitCode == 2, $"{string.Join(' ', arguments)}: {run.ExitCode} {run.Errors}");
        }

        Assert.True(alike.ExitCode == 0, alike.Errors);
        Assert.Contains("There is no difference.", alike.Output, StringComparison.Ordinal);
        Assert.Equal(2, open.ExitCode);
        Assert.Contains("--rename users.mail=email", open.Errors, StringComparison.Ordinal);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("users.post", wrong.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.Path, "M002_Change.cs")));
    }

    [Fact]
    public async Task What_it_cannot_do_is_listed_with_an_exit_code_of_its_own()
    {
        using var folder = new TestFolder();
        var project = await MigrationsProject.WriteAsync(folder, ("M001_Users.cs", First));
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        string[] target = ["--project", project, "--url", database.Url];
        await ProvisionProcess.RunAsync(Token, ["up", .. target]);
        await database.ExecuteAsync("CREATE PUBLICATION p FOR TABLE users; CREATE TABLE more (id integer);", Token);

        string[] command = [.. New(folder), "--from-difference", "live", .. target];
        var dry = await ProvisionProcess.RunAsync(Token, [.. command, "--dry-run"]);
        var isWritten = File.Exists(Path.Combine(folder.Path, "M002_Change.cs"));
        var written = await ProvisionProcess.RunAsync(Token, command);

        Assert.Equal((3, false), (dry.ExitCode, isWritten));
        Assert.Contains("Create.Table(\"more\")", dry.Output, StringComparison.Ordinal);
        Assert.Contains("publication p", dry.Output, StringComparison.Ordinal);
        Assert.True(written.ExitCode == 3, written.Output + written.Errors);
        Assert.Contains("Complete it by hand.", written.Output, StringComparison.Ordinal);
        Assert.Contains("publication p", written.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.Path, "M002_Change.cs")));
    }

    [Theory]
    [OnBothEngines]
    public async Task The_SQL_of_a_difference_turns_one_database_into_the_other(Engine engine)
    {
        using var workplace = new Workplace();
        var script = Path.Combine(workplace.Folder, "model.sql");
        await File.WriteAllTextAsync(script, $"{Changed} CREATE VIEW v AS SELECT id FROM users;", Token);
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(
            "CREATE TABLE users (id integer NOT NULL, mail varchar(50), CONSTRAINT users_pk PRIMARY KEY (id))",
            Token
        );
        string[] target = ["live", script, "--url", database.Url];

        var sql = await ProvisionProcess.RunAsync(Token, ["diff", .. target, "--sql", "--no-rename"]);
        await database.ExecuteAsync(sql.Output, Token);
        var again = await ProvisionProcess.RunAsync(Token, ["diff", .. target]);

        Assert.True(sql.ExitCode == 3, sql.Output + sql.Errors);
        Assert.True(again.ExitCode == 0, again.Output + again.Errors);
    }

    private static string[] New(TestFolder folder) => ["new", "migration", "change", "--next", "--to", folder.Path];
}
