using System.Globalization;
using System.Text.Json;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>What <c>lint</c> and <c>stats</c> know of a database, and how <c>lint</c> ends.</summary>
public sealed class LintTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_database_it_finds_and_ends_by_what_it_was_told_to_fail_on()
    {
        var plain = await RunAsync("lint --system towow --output plain");
        var strict = await RunAsync("lint --system towow --fail-on warning");
        var since = await RunAsync("lint --system towow --since 3 --output json");
        var wrong = await RunAsync("lint --system towow --only L999");

        Assert.Equal(0, plain.ExitCode);
        Assert.Contains(
            "warning L25: The index is built over agent_profiles (size not known)",
            plain.Output,
            StringComparison.Ordinal
        );
        Assert.Equal(3, strict.ExitCode);
        using var document = JsonDocument.Parse(since.Output);
        Assert.Equal(1, document.RootElement.GetProperty("migrations").GetInt32());
        Assert.All(document.RootElement.GetProperty("findings").EnumerateArray(), finding =>
            Assert.Equal(4, finding.GetProperty("version").GetInt64())
        );
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("There is no rule \"L999\"", wrong.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task Statistics_hold_counts_and_no_values_and_tell_lint_how_large_tables_are(Engine engine)
    {
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);
        var folder = Directory.CreateTempSubdirectory("provision_stats_");
        var file = Path.Combine(folder.FullName, "stats.json");
        await RunAsync("init --system towow --sample-data", database.Url);

        var stats = await RunAsync($"stats --system towow --out {file}", database.Url);
        var lint = await RunAsync($"lint --system towow --stats {file} --output json --notes");

        Assert.Equal((0, ""), (stats.ExitCode, stats.Output));
        var json = await File.ReadAllTextAsync(file, Token);
        using var document = JsonDocument.Parse(json);
        var rows = await database.RowsAsync("SELECT count(*) FROM agent_profiles", Token);
        var table = document
            .RootElement.GetProperty("tables")
            .EnumerateArray()
            .Single(each => each.GetProperty("name").GetString() == "agent_profiles");
        Assert.InRange(
            table.GetProperty("rows").GetInt64(),
            1,
            100 * long.Parse(rows[0], CultureInfo.InvariantCulture)
        );
        Assert.Contains(document.RootElement.GetProperty("foreign_keys").EnumerateArray(), key =>
            key.GetProperty("table").GetString() == "agent_responses"
            && key.GetProperty("references").GetString() == "demands"
        );
        foreach (var value in await database.RowsAsync("SELECT name FROM agent_profiles", Token))
        {
            Assert.DoesNotContain(value, json, StringComparison.Ordinal);
        }

        using var found = JsonDocument.Parse(lint.Output);
        Assert.True(found.RootElement.GetProperty("sizes_known").GetBoolean());
        Assert.Equal(
            engine is Engine.Sqlite ? "sqlite" : "postgresql",
            found.RootElement.GetProperty("engine").GetString()
        );
        Assert.Equal(0, found.RootElement.GetProperty("errors").GetInt32());
        folder.Delete(recursive: true);
    }

    [Theory]
    [OnBothEngines]
    public async Task With_a_database_it_looks_at_what_is_pending_there(Engine engine)
    {
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);
        await RunAsync("init --system towow", database.Url);
        await RunAsync("down --system towow --steps 1 --yes", database.Url);

        var pending = await RunAsync($"lint --system towow --url {database.Url} --output json");
        await RunAsync("up --system towow", database.Url);
        var none = await RunAsync($"lint --system towow --url {database.Url}");

        using var document = JsonDocument.Parse(pending.Output);
        Assert.True(document.RootElement.GetProperty("pending_only").GetBoolean());
        Assert.Equal(1, document.RootElement.GetProperty("migrations").GetInt32());
        Assert.Equal(0, none.ExitCode);
        Assert.Contains("Nothing found in 0 pending migrations", none.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_size_of_a_partitioned_table_is_that_of_its_partitions()
    {
        await using var database = await TestDatabase.ReserveAsync(Engine.PostgreSql, server, Token);
        await RunAsync("init --system towow", database.Url);
        await database.ExecuteAsync(
            """
            CREATE TABLE part (id int) PARTITION BY RANGE (id);
            CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (500);
            CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (500) TO (5000);
            INSERT INTO part SELECT generate_series(0, 999);
            ANALYZE part_1, part_2
            """,
            Token
        );

        var stats = await RunAsync("stats", database.Url);

        using var document = JsonDocument.Parse(stats.Output);
        var rows = document
            .RootElement.GetProperty("tables")
            .EnumerateArray()
            .ToDictionary(
                table => table.GetProperty("name").GetString()!,
                table => table.GetProperty("rows").GetInt64()
            );
        Assert.Equal((1000, 500), (rows["part"], rows["part_1"]));
    }

    [Fact]
    public async Task A_file_that_holds_no_statistics_is_refused_by_name()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "{}", Token);

        var run = await RunAsync($"lint --system towow --stats {file}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"{file}: The file holds no statistics.", run.Errors, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public async Task A_rule_is_explained_and_the_summary_of_a_step_of_GitHub_is_written()
    {
        var summary = Path.GetTempFileName();

        var explained = await RunAsync("lint --explain set-not-null-scan");
        var run = await RunAsync("lint --system querygpt --output github", null, ("GITHUB_STEP_SUMMARY", summary));

        Assert.StartsWith(
            "L13 set-not-null-scan (warning, by the size of the table)",
            explained.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("::warning ", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            "| warning | L36 foreign-key-without-index |",
            await File.ReadAllTextAsync(summary, Token),
            StringComparison.Ordinal
        );
        File.Delete(summary);
    }

    private static Task<ProvisionRun> RunAsync(string line, string? url = null, (string, string)? variable = null)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DATABASE_URL"] = url };
        if (variable is var (name, value))
        {
            environment[name] = value;
        }

        return ProvisionProcess.RunAsync(line.Split(' '), new() { Environment = environment }, Token);
    }
}
