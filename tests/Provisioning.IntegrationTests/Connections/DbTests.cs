using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Connections;

/// <summary>Creating, dropping, awaiting and listing databases.</summary>
public sealed class DbTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task A_database_is_created_listed_and_dropped_and_twice_changes_nothing(Engine engine)
    {
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);
        string[] url = ["--url", database.Url];

        var planned = await ProvisionProcess.RunAsync(Token, ["db", "create", .. url, "--dry-run"]);
        var created = await ProvisionProcess.RunAsync(Token, ["db", "create", .. url]);
        await ProvisionProcess.RunAsync(Token, ["init", "--system", "towow", .. url]);
        var again = await ProvisionProcess.RunAsync(Token, ["db", "create", .. url]);
        var listed = await ProvisionProcess.RunAsync(Token, ["db", "list", .. url, "--output", "json"]);
        var wouldDrop = await ProvisionProcess.RunAsync(Token, ["db", "drop", .. url, "--dry-run"]);
        var notAsked = await ProvisionProcess.RunAsync(Token, ["db", "drop", .. url]);
        var dropped = await ProvisionProcess.RunAsync(Token, ["db", "drop", .. url, "--yes"]);
        var gone = await ProvisionProcess.RunAsync(Token, ["db", "drop", .. url, "--yes"]);

        Assert.Contains("would be created", planned.Output, StringComparison.Ordinal);
        Assert.Contains(": created.", created.Output, StringComparison.Ordinal);
        Assert.Contains("nothing to do", again.Output, StringComparison.Ordinal);
        var entry = JsonNode.Parse(listed.Output)!["databases"]!
            .AsArray()
            .Single(row => (string)row!["name"]! == Path.GetFileName(database.Name))!;
        Assert.Equal(4, (long)entry["version"]!);
        Assert.True((long)entry["bytes"]! > 10_000);
        Assert.Contains("would be dropped", wouldDrop.Output, StringComparison.Ordinal);
        Assert.Equal(2, notAsked.ExitCode);
        Assert.Contains(": dropped.", dropped.Output, StringComparison.Ordinal);
        Assert.Contains("is not there", gone.Output, StringComparison.Ordinal);
        Assert.All([planned, created, again, listed, wouldDrop, dropped, gone], run => Assert.Equal(0, run.ExitCode));
    }

    [Theory]
    [InlineData("db create")]
    [InlineData("init --system towow")]
    public async Task Creating_waits_for_another_run_no_longer_than_it_was_given(string command)
    {
        await using var database = await TestDatabase.ReserveAsync(Engine.PostgreSql, server, Token);
        var maintenance = new Npgsql.NpgsqlConnectionStringBuilder(
            Provisioning.Engines.DatabaseUrl.Parse(database.Url).ConnectionString
        )
        {
            Database = "postgres",
            Pooling = false,
        };
        await using var holder = new Npgsql.NpgsqlConnection(maintenance.ConnectionString);
        await holder.OpenAsync(Token);
        await using var take = new Npgsql.NpgsqlCommand("SELECT pg_advisory_lock(1886547830, 1769171311)", holder);
        await take.ExecuteNonQueryAsync(Token);

        var run = await ProvisionProcess.RunAsync(
            Token,
            [.. command.Split(' '), "--url", database.Url, "--lock-wait", "1"]
        );

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("waiting for process", run.Errors, StringComparison.Ordinal);
        Assert.Contains("Waited 1 s to create", run.Errors, StringComparison.Ordinal);
        Assert.Contains("--lock-wait", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_of_init_names_the_roles_that_it_would_make()
    {
        await using var database = await TestDatabase.ReserveAsync(Engine.PostgreSql, server, Token);
        string[] arguments = ["init", "--system", "towow", "--roles", "--dry-run", "--url", database.Url];

        var text = await ProvisionProcess.RunAsync(Token, arguments);
        var json = await ProvisionProcess.RunAsync(Token, [.. arguments, "--output", "json"]);

        Assert.Contains("-- roles towow_app and towow_migrate: made where", text.Output, StringComparison.Ordinal);
        Assert.Equal("""["towow_app","towow_migrate"]""", JsonNode.Parse(json.Output)!["roles"]!.ToJsonString());
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_not_listed()
    {
        using var work = new Workplace();
        work.Write("letter.db", new string('x', 1000));
        await work.RunAsync(Token, "init", "--system", "nova", "--url", "sqlite:///nova.db");

        var run = await work.RunAsync(Token, "db", "list", "--url", "sqlite:///any.db");

        Assert.Contains("nova.db", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("letter", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_ends_as_soon_as_the_server_answers()
    {
        var real = (await server.UrlAsync(Token)).Port;
        using var reserved = new TcpListener(IPAddress.Loopback, 0);
        reserved.Start();
        var port = ((IPEndPoint)reserved.LocalEndpoint).Port;
        reserved.Stop();
        var url = string.Create(
            CultureInfo.InvariantCulture,
            $"postgresql://postgres@127.0.0.1:{port}/no_such_database?sslmode=disable"
        );

        await using var process = ProvisionProcess.Start(["db", "wait", "--url", url, "--timeout", "50"], new());
        var waiting = await process.WaitForLineAsync("waiting", Token);
        await using var relay = Relay.Start(port, real);
        var run = await process.WaitAsync(Token);

        Assert.Contains("connection refused", waiting, StringComparison.Ordinal);
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("the database is not there yet", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_accepts_and_then_says_nothing_does_not_hold_the_waiting_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;

        var run = await ProvisionProcess.RunAsync(
            Token,
            "db",
            "wait",
            "--url",
            string.Create(CultureInfo.InvariantCulture, $"postgresql://me@127.0.0.1:{port}/x?sslmode=disable"),
            "--timeout",
            "3"
        );

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("did not answer within 3 s", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_missing_is_an_error_where_it_is_asked_for()
    {
        await using var database = await TestDatabase.ReserveAsync(Engine.PostgreSql, server, Token);

        var run = await ProvisionProcess.RunAsync(Token, "db", "wait", "--url", database.Url, "--exists");

        Assert.Equal(3, run.ExitCode);
    }

    [Fact]
    public async Task A_URL_that_wants_writes_is_content_with_a_server_that_takes_them()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);

        var run = await ProvisionProcess.RunAsync(
            Token,
            "up",
            "--system",
            "towow",
            "--url",
            $"{database.Url}?target_session_attrs=read-write&options=-c%20work_mem%3D8MB"
        );

        Assert.True(run.ExitCode == 0, run.Errors);
    }
}
