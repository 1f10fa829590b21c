using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary><c>provision history</c>: everything that was run, and by whom.</summary>
public sealed class HistoryCommandTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task What_was_applied_rolled_back_repaired_and_failed_stays(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var scripted = new Scripted(database) { Versions = [1, 2, 3, 7], Fault = "parts-fail" };
        await scripted.RunAsync(Token, "up", "--to", "3");
        await scripted.RunAsync(Token, "down", "--yes");
        await scripted.RunAsync(Token, "up");
        await scripted.RunAsync(Token, "repair", "--clean-up", "7", "--why", "wrong", "--yes");

        var history = await HistoryAsync(scripted);

        Assert.Equal(
            ["7 clean-up done", "7 up failed", "3 up done", "3 down done", "3 up done", "2 up done", "1 up done"],
            history.Select(row => $"{row!["version"]} {row["event"]} {row["outcome"]}")
        );
        Assert.EndsWith(": wrong", (string)history[0]!["notes"]!, StringComparison.Ordinal);
        Assert.Contains("nowhere", (string)history[1]!["notes"]!, StringComparison.Ordinal);
        Assert.All(history, row =>
        {
            Assert.Equal(Environment.UserName, (string)row!["by"]!);
            Assert.Equal(Environment.MachineName, (string)row["host"]!);
            Assert.Equal(engine is Engine.PostgreSql, row["role"] is not null);
            Assert.False((bool)row["from_ledger"]!);
        });
        Assert.NotNull(history[2]!["duration_ms"]);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_migration_that_was_rolled_back_by_an_error_is_there(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var scripted = new Scripted(database);
        await scripted.RunAsync(Token, "up", "--to", "1");
        await database.ExecuteAsync("CREATE TABLE orders (id INTEGER)", Token);

        var up = await scripted.RunAsync(Token, "up");
        var history = await HistoryAsync(scripted);
        var text = await scripted.RunAsync(Token, "history", "--version", "2");

        Assert.Equal(1, up.ExitCode);
        Assert.Equal(["2 failed", "1 done"], history.Select(row => $"{row!["version"]} {row["outcome"]}"));
        Assert.Contains("up failed", text.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("M1_Users", text.Output, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task An_older_database_gets_the_table_with_its_next_change_and_shows_what_the_ledger_has(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var scripted = new Scripted(database);
        await scripted.RunAsync(Token, "up", "--to", "2");
        // Two may end in one moment.
        await database.ExecuteAsync(
            "DROP TABLE provisioning_history; UPDATE provisioning_ledger SET finished_at = (SELECT max(finished_at) "
                + "FROM provisioning_ledger)",
            Token
        );

        var before = await HistoryAsync(scripted);
        await scripted.RunAsync(Token, "up", "--to", "2");
        var unchanged = await database.TablesAsync(Token);
        await scripted.RunAsync(Token, "up");
        var after = await HistoryAsync(scripted);

        Assert.Equal(["2 true", "1 true"], before.Select(row => $"{row!["version"]} {row["from_ledger"]}"));
        Assert.DoesNotContain("provisioning_history", unchanged);
        Assert.Equal(["3 false", "2 true", "1 true"], after.Select(row => $"{row!["version"]} {row["from_ledger"]}"));
    }

    [Theory]
    [InlineData("GITHUB_RUN_ID", "17", "GITHUB_SHA", "https://forge.example/me/shop/actions/runs/17")]
    [InlineData("CI_JOB_URL", "https://me:secret@ci.example/job/4", "CI_COMMIT_SHA", "https://ci.example/job/4")]
    [InlineData("BUILD_URL", "https://ci.example/4", "GIT_COMMIT", "https://ci.example/4")]
    public async Task The_job_of_a_pipeline_and_its_commit_are_there(
        string variable,
        string value,
        string commit,
        string job
    )
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        var scripted = new Scripted(database);
        var environment = new Dictionary<string, string?>(scripted.Options.Environment, StringComparer.Ordinal)
        {
            ["GITHUB_RUN_ID"] = null,
            ["CI_JOB_URL"] = null,
            ["GITHUB_SERVER_URL"] = "https://forge.example",
            ["GITHUB_REPOSITORY"] = "me/shop",
            [commit] = "0123456789abcdef",
            [variable] = value,
        };

        await ProvisionProcess.RunAsync(
            scripted.Arguments("up", "--to", "1"),
            scripted.Options with
            {
                Environment = environment,
            },
            Token
        );
        var row = (await HistoryAsync(scripted))[0]!;

        Assert.Equal((job, "0123456789abcdef"), ((string)row["pipeline"]!, (string)row["commit"]!));
    }

    [Fact]
    public async Task The_application_may_not_write_it_whatever_is_granted_on_new_tables()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync("ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC, pg_monitor", Token);

        await new Scripted(database).RunAsync(Token, "up");

        Assert.Equal(
            ["0"],
            await database.RowsAsync(
                """
                SELECT count(*) FROM pg_class c, aclexplode(c.relacl) a
                WHERE c.relname = 'provisioning_history' AND a.grantee <> c.relowner
                """,
                Token
            )
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task A_limit_shows_the_newest_rows(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var scripted = new Scripted(database);
        await scripted.RunAsync(Token, "up");

        var history = await HistoryAsync(scripted, "--limit", "2");

        Assert.Equal([3L, 2L], history.Select(row => (long)row!["version"]!));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_long_status_has_who_how_long_and_the_notes_on_a_narrow_terminal_too(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var scripted = new Scripted(database) { Versions = [1, 3] };
        await scripted.RunAsync(Token, "up");
        await new Scripted(database).RunAsync(Token, "up");
        var environment = new Dictionary<string, string?>(scripted.Options.Environment, StringComparer.Ordinal)
        {
            ["COLUMNS"] = "40",
            ["SCRIPTED_VERSIONS"] = "1,2,3",
        };
        var options = scripted.Options with { Environment = environment };

        var brief = await ProvisionProcess.RunAsync(scripted.Arguments("status"), options, Token);
        var whole = await ProvisionProcess.RunAsync(scripted.Arguments("status", "--long"), options, Token);

        Assert.DoesNotContain(" ms", brief.Output, StringComparison.Ordinal);
        Assert.Contains(" ms", whole.Output, StringComparison.Ordinal);
        Assert.Contains(Environment.UserName, whole.Output, StringComparison.Ordinal);
        Assert.Contains("2: out of order, after 3", whole.Output, StringComparison.Ordinal);
    }

    private static async Task<JsonArray> HistoryAsync(Scripted scripted, params string[] more)
    {
        var run = await scripted.RunAsync(Token, ["history", "--output", "json", .. more]);
        Assert.Equal((0, ""), (run.ExitCode, run.ExitCode == 0 ? "" : run.Errors));
        return JsonNode.Parse(run.Output)!["history"]!.AsArray();
    }
}
