using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Provisioning.TestSystem;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary><c>provision plan</c>, and what <c>up --plan</c> makes of it.</summary>
public sealed class PlanTests(PostgreSqlServer server)
{
    private const string Copies = "SELECT datname FROM pg_database WHERE datname LIKE 'provisioning\\_plan\\_%'";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task A_plan_says_what_each_statement_locks_and_changes_nothing(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        string[] target = ["--system", "towow", "--url", database.Url];
        await ProvisionProcess.RunAsync(Token, ["up", "--to", "1", .. target]);

        var text = await ProvisionProcess.RunAsync(Token, ["plan", .. target]);
        var json = await ProvisionProcess.RunAsync(Token, ["plan", "--output", "json", .. target]);
        var status = await ProvisionProcess.RunAsync(Token, ["status", "--output", "json", .. target]);

        Assert.True((text.ExitCode, json.ExitCode) == (0, 0), text.Errors + json.Errors);
        Assert.Contains("from version 1 to version 4", text.Output, StringComparison.Ordinal);
        Assert.Contains("Observed in an empty copy of the structure", text.Output, StringComparison.Ordinal);
        var plan = JsonNode.Parse(json.Output)!;
        Assert.Equal(1, (int)plan["format"]!);
        Assert.True((bool)plan["observed"]!);
        Assert.Equal((int)plan["total"]!, (int)plan["analysed"]!);
        Assert.All(plan["migrations"]!.AsArray().SelectMany(step => step!["statements"]!.AsArray()), statement =>
        {
            Assert.Equal("observed", (string)statement!["basis"]!);
            Assert.Empty(statement["findings"]!.AsArray());
        });
        Assert.Equal(1, (long)JsonNode.Parse(status.Output)!["version"]!);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(60)]
    public async Task The_text_fits_a_narrow_terminal(int columns)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        var options = new ProvisionOptions
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["COLUMNS"] = $"{columns}" },
        };

        var plan = await ProvisionProcess.RunAsync(
            ["plan", "--system", "towow", "--url", database.Url],
            options,
            Token
        );

        Assert.Equal(0, plan.ExitCode);
        // The location is one word; what has lines of its own keeps them.
        Assert.DoesNotContain(plan.Output.Split('\n'), line =>
            line.Length > columns
            && line.Trim().Contains(' ', StringComparison.Ordinal)
            && !line.Contains("postgresql://", StringComparison.Ordinal)
            && !line.Contains("IF NEW.", StringComparison.Ordinal)
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task A_plan_that_was_kept_is_applied_once_and_not_after_anything_has_changed(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        using var workplace = new Workplace();
        var file = Path.Combine(workplace.Folder, "plan.json");
        string[] target = ["--system", "towow", "--url", database.Url];
        await ProvisionProcess.RunAsync(Token, ["up", "--to", "1", .. target]);
        var kept = await ProvisionProcess.RunAsync(Token, ["plan", "--to", "3", "--out", file, .. target]);

        await database.ExecuteAsync("CREATE TABLE by_hand (id INTEGER)", Token);
        var changed = await ProvisionProcess.RunAsync(Token, ["up", "--plan", file, .. target]);
        await database.ExecuteAsync("DROP TABLE by_hand", Token);
        var applied = await ProvisionProcess.RunAsync(Token, ["up", "--plan", file, "--output", "json", .. target]);
        var again = await ProvisionProcess.RunAsync(Token, ["up", "--plan", file, .. target]);

        Assert.True(
            (kept.ExitCode, changed.ExitCode, applied.ExitCode, again.ExitCode) == (0, 1, 0, 1),
            applied.Errors
        );
        Assert.Contains("the structure of the database was changed since", changed.Errors, StringComparison.Ordinal);
        Assert.Contains(
            $"`provision plan --out {file} {string.Join(' ', target)}`",
            changed.Errors,
            StringComparison.Ordinal
        );
        Assert.Equal(3, (long)JsonNode.Parse(applied.Output)!["version"]!);
        Assert.Contains("other migrations were applied", again.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_plan_is_refused_as_wrong_usage()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        using var workplace = new Workplace();
        var (other, newer) = (Path.Combine(workplace.Folder, "other"), Path.Combine(workplace.Folder, "newer"));
        await File.WriteAllTextAsync(other, "[]", Token);
        await File.WriteAllTextAsync(newer, """{ "format": 9 }""", Token);
        string[] target = ["--system", "towow", "--url", database.Url];

        string[][] wrong =
        [
            ["up", "--plan", other],
            ["up", "--plan", newer],
            ["up", "--plan", Path.Combine(workplace.Folder, "none")],
            ["up", "--plan", other, "--to", "2"],
            ["plan", "--no-observe", "--scratch", "sqlite:///x.db"],
            ["plan", "--to", "99"],
            ["plan", "--nonsense"],
        ];
        foreach (var arguments in wrong)
        {
            var run = await ProvisionProcess.RunAsync(Token, [.. arguments, .. target]);
            Assert.True(run.ExitCode == 2, $"{string.Join(' ', arguments)}: {run.ExitCode} {run.Errors}");
        }
    }

    [Fact]
    public async Task A_role_that_may_not_create_databases_gets_the_facts_of_the_table_and_is_told()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await ProvisionProcess.RunAsync(Token, "up", "--to", "1", "--system", "towow", "--url", database.Url);
        var role = $"planner_{Guid.NewGuid():N}";
        await database.ExecuteAsync(
            $"CREATE ROLE {role} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
            Token
        );
        var url = new UriBuilder(database.Url) { UserName = role }
            .Uri
            .AbsoluteUri;

        var text = await ProvisionProcess.RunAsync(Token, "plan", "--system", "towow", "--url", url);
        var json = await ProvisionProcess.RunAsync(Token, "plan", "-o", "json", "--system", "towow", "--url", url);
        await database.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}", Token);

        Assert.True((text.ExitCode, json.ExitCode) == (0, 0), text.Errors + json.Errors);
        Assert.Contains("Not observed: no copy of the structure could be made", text.Output, StringComparison.Ordinal);
        Assert.Contains("permission denied to create database", text.Output, StringComparison.Ordinal);
        Assert.Contains("by the measured table", text.Output, StringComparison.Ordinal);
        Assert.False((bool)JsonNode.Parse(json.Output)!["observed"]!);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_by_the_exit_code()
    {
        var plan = await ProvisionProcess.RunAsync(
            Token,
            "plan",
            "--system",
            "towow",
            "--url",
            "postgresql://me@127.0.0.1:1/none"
        );

        Assert.Equal(4, plan.ExitCode);
    }

    [Fact]
    public async Task Nothing_pending_is_nothing_to_do_and_no_copy_is_made()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        string[] target = ["--system", "towow", "--url", database.Url];
        await ProvisionProcess.RunAsync(Token, ["up", .. target]);

        var plan = await ProvisionProcess.RunAsync(Token, ["plan", .. target]);

        Assert.Equal(0, plan.ExitCode);
        Assert.Contains("is at version 4: nothing to do.", plan.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_plan_leaves_no_copy()
    {
        await using var own = new PostgreSqlServer();
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, own, Token);
        await using var run = ProvisionProcess.Start(
            Ladder.Command("plan", database, "--to", $"{LadderSystem.Endless}"),
            new()
        );
        IReadOnlyList<string> begun = [];
        for (var tries = 0; tries < 600 && begun.Count == 0; tries++)
        {
            await Task.Delay(50, Token);
            begun = await database.RowsAsync(
                "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()",
                Token
            );
        }

        Assert.NotEmpty(begun);
        await run.SendAsync(Signal.Int);
        var end = await run.WaitAsync(Token);

        Assert.Equal(130, end.ExitCode);
        Assert.Contains("Interrupted. Nothing was changed.", end.Errors, StringComparison.Ordinal);
        Assert.Empty(await database.RowsAsync(Copies, Token));
    }
}
