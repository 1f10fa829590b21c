using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Install;

/// <summary><c>provision squash</c>.</summary>
public sealed class SquashTests(PostgreSqlServer server)
{
    private const string Users = """
        using FluentMigrator;

        namespace Shop;

        [Migration(1, "users")]
        public sealed class M001_Users : AutoReversingMigration
        {
            public override void Up() => Create.Table("users").WithColumn("id").AsInt32().PrimaryKey("users_pk").WithColumn("mail").AsString(50).Nullable();
        }
        """;

    private const string Email = """
        using FluentMigrator;

        namespace Shop;

        [Migration(2, "email")]
        public sealed class M002_Email : AutoReversingMigration
        {
            public override void Up()
            {
                Rename.Column("mail").OnTable("users").To("email");
                Insert.IntoTable("users").Row(new { id = 1, email = "o'brien@example.com" });
            }
        }
        """;

    private const string Teams = """
        using FluentMigrator;

        namespace Shop;

        [Migration(3, "teams")]
        public sealed class M003_Teams : AutoReversingMigration
        {
            public override void Up() => Create.Table("teams").WithColumn("id").AsInt32().PrimaryKey("teams_pk");
        }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_become_one_after_a_question_and_databases_with_the_old_ones_go_on()
    {
        using var folder = new TestFolder();
        var project = await MigrationsProject.WriteAsync(
            folder,
            ("M001_Users.cs", Users),
            ("M002_Email.cs", Email),
            ("M003_Teams.cs", Teams)
        );
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        string[] target = ["--project", project, "--url", database.Url];
        string[] Files() =>
            [.. Directory.GetFiles(folder.Path, "*.cs").Select(file => Path.GetFileName(file)!).Order()];

        await ProvisionProcess.RunAsync(Token, ["up", "--to", "2", .. target]);
        var asked = await ProvisionProcess.RunAsync(Token, ["squash", "--to", "2", .. target]);
        var untouched = Files();
        var done = await ProvisionProcess.RunAsync(
            Token,
            ["squash", "start", "--to", "2", "--yes", "--output", "json", .. target]
        );
        var up = await ProvisionProcess.RunAsync(Token, ["up", "--verify", .. target]);

        Assert.Equal(2, asked.ExitCode);
        Assert.Contains("M001_Users.cs, ", asked.Errors, StringComparison.Ordinal);
        Assert.Contains("add --yes", asked.Errors, StringComparison.Ordinal);
        Assert.Equal(["M001_Users.cs", "M002_Email.cs", "M003_Teams.cs"], untouched);
        Assert.True(done.ExitCode == 0, done.Output + done.Errors);
        var json = JsonNode.Parse(done.Output)!;
        Assert.Equal([1L, 2L], json["replaced"]!.AsArray().Select(version => (long)version!));
        Assert.Equal(["M002_Start.cs", "M003_Teams.cs"], Files());
        Assert.True(up.ExitCode == 0, up.Output + up.Errors);
        Assert.Equal(["1|o'brien@example.com"], await database.RowsAsync("SELECT id, email FROM users", Token));
        Assert.Equal(
            ["1", "2", "3"],
            await database.RowsAsync("SELECT \"Version\" FROM \"VersionInfo\" ORDER BY 1", Token)
        );
    }

    [Fact]
    public async Task A_file_with_something_else_in_it_is_not_deleted()
    {
        using var folder = new TestFolder();
        var project = await MigrationsProject.WriteAsync(
            folder,
            ("M001_Users.cs", $"{Users}\n\ninternal static class Needed {{ }}\n"),
            ("M002_Email.cs", Email)
        );

        var run = await ProvisionProcess.RunAsync(
            Token,
            ["squash", "--to", "2", "--yes", "--project", project, "--url", $"sqlite:///{folder.Path}/x.db"]
        );
        var none = await ProvisionProcess.RunAsync(Token, ["squash", "--system", "towow", "--to", "2"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("M001_Users.cs holds more than", run.Errors, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.Path, "M001_Users.cs")));
        Assert.Equal(2, none.ExitCode);
        Assert.Contains("--project", none.Errors, StringComparison.Ordinal);
    }
}
