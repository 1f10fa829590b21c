using System.Text.Json;
using Npgsql;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Health;

/// <summary><c>provision report</c> on a server under load, and on SQLite files.</summary>
public sealed class ReportTests(OwnServer own, PostgreSqlServer server) : IClassFixture<OwnServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Slow_queries_are_shown_under_load_with_the_names_of_13_and_later()
    {
        await own.ExecuteAsync("postgres", "CREATE DATABASE busy", Token);
        var before = await ProvisionProcess.RunAsync(Token, "report", "slow-queries", "--url", own.Url("busy"));
        await own.ExecuteAsync(
            "busy",
            "CREATE EXTENSION pg_stat_statements; CREATE TABLE orders (id int PRIMARY KEY, note text); INSERT INTO "
                + "orders SELECT n, 'note ' || n FROM generate_series(1, 2000) n",
            Token
        );
        await own.ExecuteAsync("busy", "CREATE ROLE canary PASSWORD 'c4nary-s3cret'", Token);

        var load = Enumerable.Range(0, 6).Select(n => LoadAsync(n, rounds: 20)).ToList();
        var during = await RowsAsync("slow-queries", own.Url("busy"));
        await Task.WhenAll(load);
        var after = await RowsAsync("slow-queries", own.Url("busy"));
        var doctor = await DoctorRun.OnAsync(own.Url("busy"), Token);

        Assert.Equal(2, before.ExitCode);
        Assert.Contains("CREATE EXTENSION pg_stat_statements", before.Errors, StringComparison.Ordinal);
        Assert.NotEmpty(during);
        var likely = Assert.Single(after, row =>
            row.GetProperty("query").GetString()!.Contains("WHERE note LIKE", StringComparison.Ordinal)
        );
        Assert.Equal(120, likely.GetProperty("calls").GetInt64());
        Assert.InRange(
            likely.GetProperty("mean_exec_ms").GetDouble(),
            0.0001,
            likely.GetProperty("total_exec_ms").GetDouble()
        );
        Assert.Equal(
            after.Select(row => row.GetProperty("mean_exec_ms").GetDouble()).OrderDescending(),
            after.Select(row => row.GetProperty("mean_exec_ms").GetDouble())
        );
        Assert.DoesNotContain(after, row => row.GetRawText().Contains("c4nary-s3cret", StringComparison.Ordinal));
        Assert.Contains(after, row => row.GetProperty("query").GetString() == "CREATE ROLE canary PASSWORD '***'");
        Assert.Equal("ok", doctor["slow-queries"].Verdict);
    }

    [Fact]
    public async Task A_session_that_waits_is_shown_with_the_one_that_it_waits_for()
    {
        await own.ExecuteAsync("postgres", "CREATE DATABASE waiting", Token);
        await own.ExecuteAsync("waiting", "CREATE TABLE orders (id int PRIMARY KEY)", Token);
        await using var holder = await own.OpenAsync("waiting", Token);
        await using var waiter = await own.OpenAsync("waiting", Token);
        await RunAsync(holder, "BEGIN; LOCK TABLE orders");

        var waits = RunAsync(waiter, "SELECT count(*) FROM orders");
        var locks = await UntilAsync(() => RowsAsync("locks", own.Url("waiting")), rows => rows.Count > 0);
        var activity = await RowsAsync("activity", own.Url("waiting"));
        await RunAsync(holder, "ROLLBACK");
        await waits;

        var row = Assert.Single(locks);
        Assert.Equal(
            (waiter.ProcessID, holder.ProcessID),
            (row.GetProperty("blocked_pid").GetInt32(), row.GetProperty("blocker_pid").GetInt32())
        );
        Assert.Equal("AccessShareLock on orders", row.GetProperty("lock").GetString());
        Assert.Equal(
            ("SELECT count(*) FROM orders", "idle in transaction"),
            (row.GetProperty("blocked_query").GetString(), row.GetProperty("blocker_state").GetString())
        );
        Assert.Equal(
            [holder.ProcessID, waiter.ProcessID],
            activity.Select(session => session.GetProperty("pid").GetInt32()).Order()
        );
        Assert.Empty(await RowsAsync("locks", own.Url("waiting")));
    }

    [Fact]
    public async Task Tables_indexes_and_dead_rows_are_shown_the_largest_first()
    {
        await own.ExecuteAsync("postgres", "CREATE DATABASE sized", Token);
        await own.ExecuteAsync(
            "sized",
            """
            CREATE TABLE small (id int PRIMARY KEY);
            CREATE TABLE large (id int PRIMARY KEY, note text) WITH (autovacuum_enabled = off);
            INSERT INTO large SELECT n, repeat('x', 100) FROM generate_series(1, 5000) n; DELETE FROM large WHERE id <= 1500;
            """,
            Token
        );

        var sizes = await RowsAsync("sizes", own.Url("sized"));
        var indexes = await RowsAsync("indexes", own.Url("sized"));
        var vacuum = await UntilAsync(
            () => RowsAsync("vacuum", own.Url("sized")),
            rows => rows[0].GetProperty("dead_rows").GetInt64() == 1500
        );
        var one = await RowsAsync("sizes", own.Url("sized"), "--limit", "1");

        Assert.Equal(["large", "small"], sizes.Select(row => row.GetProperty("table").GetString()));
        Assert.All(sizes, row =>
            Assert.InRange(
                row.GetProperty("table_bytes").GetInt64()
                    + row.GetProperty("indexes_bytes").GetInt64()
                    + row.GetProperty("toast_bytes").GetInt64(),
                1,
                row.GetProperty("total_bytes").GetInt64()
            )
        );
        Assert.Equal(["large_pkey", "small_pkey"], indexes.Select(row => row.GetProperty("index").GetString()).Order());
        Assert.Equal(
            ("large", 1500, 3500),
            (
                vacuum[0].GetProperty("table").GetString(),
                vacuum[0].GetProperty("dead_rows").GetInt64(),
                vacuum[0].GetProperty("live_rows").GetInt64()
            )
        );
        Assert.Equal(30.0, vacuum[0].GetProperty("dead_percent").GetDouble());
        Assert.Single(one);
    }

    [Theory]
    [InlineData("activity", "no sessions")]
    [InlineData("slow-queries", "counts no queries")]
    [InlineData("vacuum", "no dead rows")]
    [InlineData("locks", "one lock for the whole file")]
    public async Task What_a_file_cannot_answer_is_refused_with_the_reason(string report, string reason)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);

        var run = await ProvisionProcess.RunAsync(Token, "report", report, "--url", database.Url);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_reports_its_size_and_its_indexes()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await database.ExecuteAsync(
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER, note TEXT); CREATE UNIQUE INDEX ix ON "
                + "orders (customer, note) WHERE note <> ''",
            Token
        );

        var sizes = await RowsAsync("sizes", database.Url);
        var index = Assert.Single(await RowsAsync("indexes", database.Url));

        Assert.Equal(new FileInfo(database.Name).Length, sizes.Sum(row => row.GetProperty("total_bytes").GetInt64()));
        Assert.Equal(
            ("ix", "orders", "customer, note"),
            (
                index.GetProperty("index").GetString(),
                index.GetProperty("table").GetString(),
                index.GetProperty("columns").GetString()
            )
        );
        Assert.True(index.GetProperty("is_unique").GetBoolean() && index.GetProperty("is_partial").GetBoolean());
    }

    [Theory]
    [InlineData("report", 2, "")]
    [InlineData("report nonsense --url sqlite:///x.db", 2, "nonsense")]
    [InlineData("report sizes", 2, "Which database?")]
    [InlineData("report sizes --url sqlite:///nowhere.db --limit 0", 2, "--limit takes a whole number from 1")]
    [InlineData("report sizes --url sqlite:///nowhere.db --output html", 2, "text or json")]
    [InlineData("report sizes --url postgresql://me@127.0.0.1:1/x", 4, "No PostgreSQL answers")]
    [InlineData("report sizes --url sqlite:////nowhere/x.db", 4, "folder does not exist")]
    public async Task A_wrong_command_line_or_server_is_explained(string line, int code, string words)
    {
        var run = await ProvisionProcess.RunAsync(Token, line.Split(' '));

        Assert.Equal(code, run.ExitCode);
        Assert.Contains(words, run.Errors, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<JsonElement>> RowsAsync(string report, string url, params string[] options)
    {
        var run = await ProvisionProcess.RunAsync(
            Token,
            ["report", report, "--url", url, "--output", "json", .. options]
        );
        Assert.True(run.ExitCode == 0, run.Errors);
        using var json = JsonDocument.Parse(run.Output);
        return [.. json.RootElement.GetProperty("rows").EnumerateArray().Select(row => row.Clone())];
    }

    private async Task LoadAsync(int session, int rounds)
    {
        await using var connection = await own.OpenAsync("busy", Token);
        for (var i = 0; i < rounds; i++)
        {
            await RunAsync(connection, $"SELECT count(*) FROM orders WHERE note LIKE '%{session}{i}%'");
            await RunAsync(connection, $"UPDATE orders SET note = 'round {i}' WHERE id = {(session * 100) + i + 1}");
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<IReadOnlyList<JsonElement>> UntilAsync(
        Func<Task<IReadOnlyList<JsonElement>>> ask,
        Func<IReadOnlyList<JsonElement>, bool> isThere
    )
    {
        var rows = await ask();
        for (var i = 0; i < 50 && !isThere(rows); i++)
        {
            await Task.Delay(100, Token);
            rows = await ask();
        }

        return rows;
    }
}
