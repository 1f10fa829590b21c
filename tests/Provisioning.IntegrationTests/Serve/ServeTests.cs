using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Serve;

/// <summary><c>provision serve</c>, asked as a browser and as others ask it.</summary>
public sealed class ServeTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Nothing_is_answered_without_the_token_to_another_place_or_under_another_name(
        Support.Engine engine
    )
    {
        await using var database = await TestDatabase.InitializedAsync("towow", engine, server, Token);
        await using var served = await ServedPage.StartAsync("--system", "towow", "--url", database.Url);
        var right = $"?token={served.Token}";
        var wrong = $"?token={new string('0', served.Token.Length)}";

        foreach (var path in (string[])["", "live/status", "live/rows?table=demands", wrong, $"live/now{wrong}"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await served.AskAsync(path)).Status);
        }

        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await served.AskAsync($"live/now{right}", ("Sec-Fetch-Site", "cross-site"))).Status
        );
        Assert.NotEqual(HttpStatusCode.OK, (await served.AskAsync(right, ("Host", "evil.example"))).Status);
        Assert.NotEqual(
            HttpStatusCode.OK,
            (await served.AskAsync(right, ("Host", $"localhost:{served.Url.Port}"))).Status
        );

        var (status, page, cookie) = await served.AskAsync(right);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.DoesNotContain(served.Token, page, StringComparison.Ordinal);
        Assert.DoesNotContain(served.Token, cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await served.AskAsync("live/now", ("Cookie", cookie!))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await served.AskAsync("live/other", ("Cookie", cookie!))).Status);
    }

    [Fact]
    public async Task Other_machines_cannot_connect()
    {
        await using var database = await TestDatabase.InitializedAsync("towow", Support.Engine.Sqlite, server, Token);
        await using var served = await ServedPage.StartAsync("--system", "towow", "--url", database.Url);
        var outside = NetworkInterface
            .GetAllNetworkInterfaces()
            .SelectMany(each => each.GetIPProperties().UnicastAddresses)
            .Select(each => each.Address)
            .Where(address => address.AddressFamily is AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));

        foreach (var address in outside.Append(IPAddress.Parse("127.0.0.2")))
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await Assert.ThrowsAsync<SocketException>(async () =>
                await socket.ConnectAsync(address, served.Url.Port, Token)
            );
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task It_says_what_status_history_and_doctor_say_and_takes_samples(Support.Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        string[] target = ["--system", "nova", "--url", database.Url];
        await ProvisionProcess.RunAsync(Token, ["up", .. target, "--to", "7"]);
        await using var served = await ServedPage.StartAsync([.. target, "--every", "1"]);

        var status = await served.LiveAsync("status");
        var expected = JsonNode.Parse(
            (await ProvisionProcess.RunAsync(Token, ["status", .. target, "--output", "json"])).Output
        )!;
        Assert.Equal(expected["versions"]!.ToJsonString(), status["versions"]!.ToJsonString());
        Assert.Equal(7, (long?)status["version"]);

        var plan = await served.LiveAsync("plan");
        Assert.Equal([8L, 9L], plan["migrations"]!.AsArray().Select(step => (long)step!["version"]!));
        Assert.Equal(7, (await served.LiveAsync("history"))["history"]!.AsArray().Count);
        Assert.Contains((await served.LiveAsync("doctor"))["findings"]!.AsArray(), finding =>
            (string?)finding!["check"] is "migrations" && (string?)finding["verdict"] is not "ok"
        );
        var check = engine is Support.Engine.PostgreSql ? "connections" : "disk";
        var series = (
            await UntilAsync(() => served.LiveAsync("samples"), samples => samples["taken"]!.AsArray().Count > 1)
        )["series"]![check]!["values"]!.AsArray();
        Assert.All(series, value => Assert.True((double)value! > 0));

        await ProvisionProcess.RunAsync(Token, ["up", .. target]);
        await UntilAsync(() => served.LiveAsync("now"), now => (long?)now["version"] == 9);
    }

    [Fact]
    public async Task Without_a_system_it_says_what_the_database_remembers_and_that_a_file_has_no_sessions()
    {
        await using var database = await TestDatabase.InitializedAsync("towow", Support.Engine.Sqlite, server, Token);
        await using var served = await ServedPage.StartAsync("--url", database.Url);

        var versions = (await served.LiveAsync("status"))["versions"]!.AsArray();
        Assert.Equal(4, versions.Count);
        Assert.Contains(
            "no sessions",
            (string?)(await served.LiveAsync("queries"))["refused"],
            StringComparison.Ordinal
        );
        Assert.Contains("--system", (string?)(await served.LiveAsync("plan"))["refused"], StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task Values_of_people_and_secrets_are_never_read(Support.Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(
            "CREATE TABLE people (id integer PRIMARY KEY, email varchar(80), api_token varchar(80), status varchar(9))",
            Token
        );
        await database.ExecuteAsync(
            "INSERT INTO people VALUES (1, 'ada@example.org', 'tr0ub4dor', 'active'), (2, NULL, NULL, 'gone')",
            Token
        );
        await using var served = await ServedPage.StartAsync("--url", database.Url);

        var rows = await served.LiveAsync("rows?table=people");

        Assert.Equal("""[["1","********","********","active"],["2",null,null,"gone"]]""", rows["rows"]!.ToJsonString());
        Assert.Contains(
            "no table",
            (string?)(await served.LiveAsync("rows?table=other"))["refused"],
            StringComparison.Ordinal
        );
        await using var without = await ServedPage.StartAsync("--url", database.Url, "--no-rows");
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await without.AskAsync($"live/rows?table=people&token={without.Token}")).Status
        );
    }

    [Fact]
    public async Task A_table_that_others_hold_keeps_nothing_from_being_shown_but_itself()
    {
        await using var database = await TestDatabase.InitializedAsync(
            "towow",
            Support.Engine.PostgreSql,
            server,
            Token
        );
        await using var holder = await database.OpenAsync(Token);
        await using var transaction = await holder.BeginTransactionAsync(Token);
        await using (var command = holder.CreateCommand())
        {
            command.CommandText = "LOCK TABLE demands IN ACCESS EXCLUSIVE MODE";
            await command.ExecuteNonQueryAsync(Token);
        }

        await using var waiter = await database.OpenAsync(Token);
        await using var waiting = waiter.CreateCommand();
        waiting.CommandText = "SELECT count(*) FROM demands";
        var waits = waiting.ExecuteScalarAsync(Token);
        await using var served = await ServedPage.StartAsync("--system", "towow", "--url", database.Url);

        var queries = await UntilAsync(
            () => served.LiveAsync("queries"),
            found =>
                found["locks"]!
                    .AsArray()
                    .Any(wait => ((string)wait!["lock"]!).Contains("demands", StringComparison.Ordinal))
        );
        Assert.NotEmpty(queries["activity"]!.AsArray());
        Assert.Equal(4, (long?)(await served.LiveAsync("status"))["version"]);
        Assert.Contains(
            "Others hold a table",
            (await served.AskAsync($"?token={served.Token}")).Text,
            StringComparison.Ordinal
        );
        await transaction.RollbackAsync(Token);
        await waits;
    }

    [Theory]
    [OnBothEngines]
    public async Task Its_sessions_refuse_to_write(Support.Engine engine)
    {
        await using var database = await TestDatabase.InitializedAsync("towow", engine, server, Token);
        var readOnly = DatabaseUrl.Parse(database.Url).ReadOnly!;
        await using var session = await readOnly.OpenAsync(Token);

        foreach (var sql in (string[])["CREATE TABLE written (a int)", "DELETE FROM demands"])
        {
            await Assert.ThrowsAnyAsync<ProvisioningException>(() => session.ExecuteAsync(sql, Token));
        }
    }

    [Theory]
    [InlineData(Signal.Int, 130)]
    [InlineData(Signal.Term, 143)]
    public async Task A_signal_ends_it(Signal signal, int code)
    {
        await using var database = await TestDatabase.InitializedAsync("towow", Support.Engine.Sqlite, server, Token);
        await using var served = await ServedPage.StartAsync("--system", "towow", "--url", database.Url);

        await served.Process.SendAsync(signal);
        var ended = await served.Process.WaitAsync(Token);

        Assert.Equal(code, ended.ExitCode);
        Assert.Contains("Nothing was changed", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_in_the_way_is_said_before_an_address_is_printed()
    {
        using var workplace = new Workplace();
        await using var database = await TestDatabase.InitializedAsync("towow", Support.Engine.Sqlite, server, Token);
        string[] serve = ["serve", "--system", "towow", "--url"];
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = $"{((IPEndPoint)taken.LocalEndpoint).Port}";
        var open = workplace.Write("open.token", new string('a', 64), isOpen: true);

        var missing = await ProvisionProcess.RunAsync(Token, [.. serve, $"sqlite:///{workplace.Folder}/none.db"]);
        var busy = await ProvisionProcess.RunAsync(Token, [.. serve, database.Url, "--port", port]);
        var shared = await ProvisionProcess.RunAsync(Token, [.. serve, database.Url, "--token-file", open]);
        var drill = await ProvisionProcess.RunAsync(Token, [.. serve, database.Url, "--drills", "none.json"]);

        Assert.Equal((4, 2, 2), (missing.ExitCode, busy.ExitCode, drill.ExitCode));
        Assert.Contains($"Port {port}", busy.Errors, StringComparison.Ordinal);
        Assert.NotEqual(0, shared.ExitCode);
        Assert.All([missing, busy, shared, drill], run => Assert.Empty(run.Output));
    }

    [Fact]
    public async Task Backups_are_listed_with_what_their_drills_came_to()
    {
        using var workplace = new Workplace();
        await using var database = await TestDatabase.InitializedAsync("towow", Support.Engine.Sqlite, server, Token);
        var (place, file) = (Path.Combine(workplace.Folder, "backups"), Path.Combine(workplace.Folder, "drill.json"));
        string[] target = ["--system", "towow", "--url", database.Url];
        await ProvisionProcess.RunAsync(Token, ["backup", "create", .. target, "--to", place]);
        var drill = await ProvisionProcess.RunAsync(
            Token,
            ["backup", "drill", .. target, "--from", place, "--output", "json"]
        );
        await File.WriteAllTextAsync(file, drill.Output, Token);
        await using var served = await ServedPage.StartAsync([.. target, "--backups", place, "--drills", file]);

        var found = await served.LiveAsync("backups");

        var set = Assert.Single(found["places"]![0]!["sets"]!.AsArray())!;
        var drilled = Assert.Single(found["drills"]![0]!["sets"]!.AsArray())!;
        Assert.Equal((string?)set["set"], (string?)drilled["set"]);
        Assert.True((bool)drilled["whole"]!);
    }

    private static async Task<JsonObject> UntilAsync(Func<Task<JsonObject>> ask, Func<JsonObject, bool> isIt)
    {
        while (true)
        {
            if (await ask() is var found && isIt(found))
            {
                return found;
            }

            await Task.Delay(100, Token);
        }
    }
}
