using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Fleets;

/// <summary>Where the targets of a fleet come from, and how they come and go.</summary>
public sealed class FleetTargetTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, OnBothEngines]
    public async Task A_target_is_added_at_the_newest_version_and_removed_after_a_backup(Engine engine)
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);
        string[] system = ["--system", "querygpt"];

        var added = await JsonAsync(
            folder,
            ["fleet", "add", "acme", "--label", "region=eu", "--url", database.Url, .. system]
        );
        var again = await JsonAsync(folder, ["fleet", "add", "acme", "--url", database.Url, .. system]);
        var status = await JsonAsync(folder, ["fleet", "status", "--where", "region=eu", .. system]);
        var refused = await RunAsync(folder, ["fleet", "remove", "acme", "--backup-to", "gone", .. system]);
        var removed = await JsonAsync(folder, ["fleet", "remove", "acme", "--backup-to", "gone", "--yes", .. system]);
        var sets = await JsonAsync(folder, ["backup", "list", "--from", "gone"]);

        Assert.True(added["created"]!.GetValue<bool>());
        Assert.Equal((false, false), (again["created"]!.GetValue<bool>(), again["changed"]!.GetValue<bool>()));
        Assert.Equal(1, status["current"]!.GetValue<int>());
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("with everything in it", refused.Errors, StringComparison.Ordinal);
        Assert.True(removed["dropped"]!.GetValue<bool>());
        Assert.Contains(removed["backup"]!.GetValue<string>(), sets.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(
            JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Path, "fleet.json"), Token))![
                "targets"
            ]!.AsArray()
        );
    }

    [Theory, OnBothEngines]
    public async Task A_template_is_made_once_and_copied(Engine engine)
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        await using var one = await TestDatabase.ReserveAsync(engine, server, Token);
        await using var other = await TestDatabase.ReserveAsync(engine, server, Token);
        await using var template = await TestDatabase.ReserveAsync(engine, server, Token);
        foreach (var (name, database) in new[] { ("one", one), ("other", other) })
        {
            var run = await RunAsync(
                folder,
                [
                    "fleet",
                    "add",
                    name,
                    "--template",
                    Path.GetFileName(template.Name),
                    "--url",
                    database.Url,
                    "--system",
                    "genesis",
                ]
            );
            Assert.True(run.ExitCode == 0, run.Errors);
        }

        var status = await JsonAsync(folder, ["fleet", "status", "--check", "--system", "genesis"]);

        Assert.Equal(2, status["current"]!.GetValue<int>());
        Assert.Equal(await one.TablesAsync(Token), await template.TablesAsync(Token));
    }

    [Fact]
    public async Task A_query_on_a_control_database_names_targets_and_their_labels()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        await using var control = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await control.ExecuteAsync(
            """
            CREATE TABLE customers (code text, region text, active boolean);
            INSERT INTO customers VALUES ('acme', 'eu', true), ('globex', 'us', true), ('old', 'eu', false);
            CREATE SCHEMA c_acme; CREATE SCHEMA c_globex;
            """,
            Token
        );
        await WriteAsync(
            folder,
            $$"""
            { "query": { "url": "{{control.Url}}", "sql": "SELECT code AS name, region FROM customers WHERE active",
                         "schema": "c_{name}" } }
            """
        );

        var up = await RunAsync(folder, ["fleet", "up", "--where", "region=eu", "--system", "genesis"]);
        var status = await JsonAsync(folder, ["fleet", "status", "--system", "genesis"]);

        Assert.True(up.ExitCode == 0, up.Errors);
        Assert.Equal(
            ["acme current", "globex pending"],
            status["targets"]!
                .AsArray()
                .Select(target => $"{target!["name"]!.GetValue<string>()} {target["state"]!.GetValue<string>()}")
                .Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("{ \"targts\": [] }", "has the key \"targts\"")]
    [InlineData("{ \"targets\": [{ \"name\": \"a\", \"url\": \"mysql://h/a\" }] }", "mysql://")]
    [InlineData("{ \"targets\": [{ \"name\": \"a\", \"url\": \"sqlite:///${NONE}.db\" }] }", "The variable NONE")]
    public async Task A_file_that_is_wrong_is_refused_by_name(string json, string said)
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        await WriteAsync(folder, json);

        var run = await RunAsync(folder, ["fleet", "up", "--system", "genesis"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(said, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_is_not_written_into_the_file_and_a_missing_database_is_no_target_to_create()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        await WriteAsync(folder, """{ "targets": [{ "name": "a", "url": "sqlite:///none.db" }] }""");

        var secret = await RunAsync(
            folder,
            ["fleet", "add", "b", "--system", "genesis", "--url", "postgresql://me:s3cret-word@127.0.0.1:1/b"]
        );
        var missing = await RunAsync(folder, ["fleet", "up", "--system", "genesis"]);

        Assert.Equal(2, secret.ExitCode);
        Assert.Contains("${NAME}", secret.Errors, StringComparison.Ordinal);
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("missing", missing.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.Path, "none.db")));
    }

    private static Task WriteAsync(TestFolder folder, string json) =>
        File.WriteAllTextAsync(Path.Combine(folder.Path, "fleet.json"), json, Token);

    private static async Task<JsonObject> JsonAsync(TestFolder folder, string[] words)
    {
        var run = await RunAsync(folder, [.. words, "--output", "json"]);
        Assert.True(run.ExitCode == 0, $"{run.ExitCode}\n{run.Errors}{run.Output}");
        return JsonNode.Parse(run.Output)!.AsObject();
    }

    private static Task<ProvisionRun> RunAsync(TestFolder folder, string[] words) =>
        ProvisionProcess.RunAsync(words, new() { WorkingDirectory = folder.Path }, Token);
}
