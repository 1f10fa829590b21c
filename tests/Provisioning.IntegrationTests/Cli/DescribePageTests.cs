using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary><c>provision describe --html</c>.</summary>
public sealed class DescribePageTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task The_page_of_migrations_is_the_same_each_time_and_is_stale_once_they_make_something_else(
        Engine engine
    )
    {
        using var workplace = new Workplace();
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var (file, again) = (Path.Combine(workplace.Folder, "nova.html"), Path.Combine(workplace.Folder, "again.html"));
        string[] describe = ["describe", "--system", "nova", "--url", database.Url];

        var written = await ProvisionProcess.RunAsync(Token, [.. describe, "--of", "migrations", "--html", file]);
        await ProvisionProcess.RunAsync(Token, [.. describe, "--of", "migrations", "--html", again]);
        var same = await ProvisionProcess.RunAsync(
            Token,
            [.. describe, "--of", "migrations", "--html", file, "--check"]
        );
        var other = await ProvisionProcess.RunAsync(Token, [.. describe, "--of", "5", "--html", file, "--check"]);

        Assert.True(written.ExitCode == 0, written.Errors);
        Assert.Equal(await File.ReadAllBytesAsync(file, Token), await File.ReadAllBytesAsync(again, Token));
        Assert.DoesNotContain(workplace.Folder, await File.ReadAllTextAsync(file, Token), StringComparison.Ordinal);
        Assert.Equal((0, 3), (same.ExitCode, other.ExitCode));
        Assert.Contains("is not the page any more", other.Output, StringComparison.Ordinal);
        Assert.InRange(new FileInfo(file).Length, 20_000, 80 * 1024);
    }

    [Theory]
    [OnBothEngines]
    public async Task The_page_of_a_live_database_says_when_and_by_whom_and_stays_current_while_rows_are_added(
        Engine engine
    )
    {
        using var workplace = new Workplace();
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var file = Path.Combine(workplace.Folder, "nova.html");
        string[] target = ["--system", "nova", "--url", database.Url];
        await ProvisionProcess.RunAsync(Token, ["up", .. target]);

        var written = await ProvisionProcess.RunAsync(Token, ["describe", .. target, "--html", file]);
        await ProvisionProcess.RunAsync(Token, ["seed", .. target, "--seed", "7"]);
        var check = await ProvisionProcess.RunAsync(Token, ["describe", .. target, "--html", file, "--check"]);

        Assert.True(written.ExitCode == 0, written.Errors);
        Assert.True(check.ExitCode == 0, check.Output + check.Errors);
        var page = await File.ReadAllTextAsync(file, Token);
        var versions = Block(page, "data")["versions"]!.AsArray();
        Assert.Equal(9, versions.Count);
        Assert.All(versions, version => Assert.Contains("UTC", (string)version!["at"]!, StringComparison.Ordinal));
        Assert.All(versions, version => Assert.Equal(Environment.UserName, (string)version!["by"]!));
        Assert.Contains("CREATE TABLE", (string)versions[0]!["sql"]!, StringComparison.Ordinal);
        Assert.Equal(2, Block(page, "live")["tables"]!["threads"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_file_that_is_no_page_is_replaced_only_with_force_and_a_dry_run_writes_nothing()
    {
        using var workplace = new Workplace();
        var file = Path.Combine(workplace.Folder, "index.html");
        await File.WriteAllTextAsync(file, "<p>mine", Token);
        var database = $"sqlite:///{Path.Combine(workplace.Folder, "towow.db")}";
        string[] describe = ["describe", "--system", "towow", "--url", database, "--of", "migrations", "--html", file];

        var refused = await ProvisionProcess.RunAsync(Token, describe);
        Assert.Equal((2, "<p>mine"), (refused.ExitCode, await File.ReadAllTextAsync(file, Token)));
        Assert.Contains("replace it with --force", refused.Errors, StringComparison.Ordinal);

        var dry = await ProvisionProcess.RunAsync(Token, [.. describe, "--force", "--dry-run"]);
        Assert.Equal((0, "<p>mine"), (dry.ExitCode, await File.ReadAllTextAsync(file, Token)));
        Assert.Contains("would be written", dry.Output, StringComparison.Ordinal);

        var forced = await ProvisionProcess.RunAsync(Token, [.. describe, "--force", "--output", "json"]);
        Assert.Equal(0, forced.ExitCode);
        Assert.Equal(4, (int)JsonNode.Parse(forced.Output)!["tables"]!);
        Assert.Equal([file], Directory.GetFiles(workplace.Folder, "index*"));
        Assert.Contains("<title>ToWow</title>", await File.ReadAllTextAsync(file, Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--check", "--check belongs to --html")]
    [InlineData("--force", "--force belongs to --html")]
    public async Task Options_of_a_page_mean_nothing_without_one(string option, string problem)
    {
        var refused = await ProvisionProcess.RunAsync(Token, ["describe", "--system", "towow", option]);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(problem, refused.Errors, StringComparison.Ordinal);
    }

    private static JsonNode Block(string page, string id)
    {
        var start = page.IndexOf($"id=\"{id}\">", StringComparison.Ordinal) + $"id=\"{id}\">".Length;
        return JsonNode.Parse(page[start..page.IndexOf("</script>", start, StringComparison.Ordinal)])!;
    }
}
