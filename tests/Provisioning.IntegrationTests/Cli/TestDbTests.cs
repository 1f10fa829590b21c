using System.Text.Json.Nodes;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary><c>provision testdb</c>: test databases for other languages.</summary>
public sealed class TestDbTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, OnBothEngines]
    public async Task A_test_database_is_made_listed_and_dropped(Engine engine)
    {
        var place = await PlaceAsync(engine);
        var url = (await RunAsync(0, "get", "--system", "querygpt", "--sample-data", "--url", place)).Output.Trim();
        var name = Path.GetFileNameWithoutExtension(url);
        await using (var session = await DatabaseUrl.Parse(url).OpenAsync(Token))
        {
            var rows = await session.QueryAsync("SELECT count(*) FROM \"VersionInfo\"", row => row.GetInt64(0), Token);
            Assert.True(rows[0] > 0);
        }

        var listed = await JsonAsync("list", "--url", place);
        var dry = await JsonAsync("drop", name, "--dry-run", "--url", place);
        var dropped = await JsonAsync("drop", name, "--url", place);
        var again = await JsonAsync("drop", name, "--url", place);

        Assert.Contains(listed["databases"]!.AsArray(), entry =>
            entry!["name"]!.GetValue<string>() == name && entry["state"]!.GetValue<string>() == "kept"
        );
        Assert.Equal((false, true, false), (Changed(dry), Changed(dropped), Changed(again)));
        Assert.Equal(name, Assert.Single(dropped["dropped"]!.AsArray())!.GetValue<string>());
    }

    [Fact]
    public async Task A_server_that_looks_like_production_is_refused_before_it_is_asked()
    {
        var run = await RunAsync(2, "get", "--system", "genesis", "--url", "postgresql://127.0.0.1:1/shop_production");

        Assert.Contains("looks like production", run.Errors, StringComparison.Ordinal);
    }

    [Theory, OnBothEngines]
    public async Task A_second_one_is_a_copy_of_the_same_template(Engine engine)
    {
        var place = await PlaceAsync(engine);
        var one = await JsonAsync("get", "--system", "genesis", "--url", place);
        var other = await JsonAsync("get", "--system", "genesis", "--url", place);
        string[] names = [one["name"]!.GetValue<string>(), other["name"]!.GetValue<string>()];
        await JsonAsync(["drop", .. names, "--url", place]);

        Assert.Equal(2, names.Distinct().Count());
        Assert.Equal(one["template"]!.GetValue<string>(), other["template"]!.GetValue<string>());
    }

    [Theory, OnBothEngines]
    public async Task What_is_no_test_database_is_refused_and_nothing_is_dropped(Engine engine)
    {
        var place = await PlaceAsync(engine);

        var refused = await RunAsync(2, "drop", "postgres", "--url", place);
        var nothing = await RunAsync(2, "drop", "--url", place);

        Assert.Contains(
            "postgres is no test database, and nothing was dropped",
            refused.Errors,
            StringComparison.Ordinal
        );
        Assert.Contains("Which test databases?", nothing.Errors, StringComparison.Ordinal);
    }

    private static bool Changed(JsonObject report) => report["changed"]!.GetValue<bool>();

    private async Task<string> PlaceAsync(Engine engine) =>
        engine is Engine.Sqlite ? "sqlite:///any.db" : (await server.UrlAsync(Token)).AbsoluteUri;

    private static async Task<JsonObject> JsonAsync(params string[] words) =>
        JsonNode.Parse((await RunAsync(0, [.. words, "--output", "json"])).Output)!.AsObject();

    private static async Task<ProvisionRun> RunAsync(int code, params string[] words)
    {
        var run = await ProvisionProcess.RunAsync(["testdb", .. words], new(), Token);
        Assert.True(run.ExitCode == code, $"{run.ExitCode}\n{run.Errors}{run.Output}");
        return run;
    }
}
