using System.Globalization;
using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>Hooks of the configuration file: programs and SQL around a run.</summary>
public sealed class HookTests(PostgreSqlServer server)
{
    private const string Keep = "#!/bin/sh\ncat > event-$PROVISIONING_HOOK_EVENT.json; env > environment.txt\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task A_program_reads_the_event_and_gets_no_secret(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        using var place = Place(
            """{"hooks": {"after_migration": {"run": ["./keep"]}, "after_run": {"run": ["./keep"]}}}"""
        );
        Script(place, "keep", Keep);
        place.Environment["DATABASE_URL"] = database.Url;
        place.Environment["PGPASSWORD"] = "s3cret-Of-Hooks";
        place.Environment["PROVISIONING_ENCRYPTION_KEY"] = "s3cret-Of-Hooks";

        var run = await place.RunAsync(Token, "up", "--system", "towow", "--to", "1");

        Assert.Equal((0, ""), (run.ExitCode, run.ExitCode == 0 ? "" : run.Errors));
        var done = Event(place, "after_run");
        var migration = Event(place, "after_migration");
        Assert.Equal(
            ("after_run", "towow", 0, 1),
            ((string)done["event"]!, (string)done["system"]!, (int)done["from"]!, (int)done["to"]!)
        );
        Assert.Equal(
            (1, "up"),
            ((int)migration["migration"]!["version"]!, (string)migration["migration"]!["direction"]!)
        );
        Assert.NotNull(migration["duration_ms"]);
        var environment = await File.ReadAllTextAsync(Path.Combine(place.Folder, "environment.txt"), Token);
        Assert.Contains("PROVISIONING_HOOK_EVENT=after_run\n", environment, StringComparison.Ordinal);
        Assert.Contains("PROVISIONING_HOOK_SYSTEM=towow\n", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret-Of-Hooks", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("DATABASE_URL", environment, StringComparison.Ordinal);
        Assert.Contains("hook  keep", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_fails_before_the_run_stops_it_and_is_quoted()
    {
        using var place = Place("""{"hooks": {"before_run": {"run": ["./refuse", "a b"], "name": "gate"}}}""");
        Script(place, "refuse", "#!/bin/sh\necho \"not now: $1\"; exit 7\n");

        var run = await place.RunAsync(Token, "up", "--system", "towow", "--output", "json");
        var status = await place.RunAsync(Token, "status", "--system", "towow");
        var without = await place.RunAsync(Token, "up", "--system", "towow", "--no-hooks");

        Assert.Equal((1, 0), (run.ExitCode, without.ExitCode));
        Assert.Contains(
            "The hook \"gate\" before the run failed: it ended with 7",
            run.Errors,
            StringComparison.Ordinal
        );
        Assert.Contains("    not now: a b", run.Errors, StringComparison.Ordinal);
        Assert.Contains("Nothing was run.", run.Errors, StringComparison.Ordinal);
        var error = JsonNode.Parse(run.Output)!["error"]!;
        Assert.Equal(("hook_failed", "gate"), ((string)error["code"]!, (string)error["hook"]!["name"]!));
        Assert.Contains("the database is at no version", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_fails_after_the_run_fails_the_command_and_what_was_applied_stays()
    {
        using var place = Place("""{"hooks": {"after_run": {"run": ["false"]}}}""");

        var run = await place.RunAsync(Token, "up", "--system", "towow");
        var status = await place.RunAsync(Token, "status", "--system", "towow", "--check");

        Assert.Equal((1, 0), (run.ExitCode, status.ExitCode));
        Assert.Contains("All migrations of the run were done before it, and stay so.", run.Errors);
    }

    [Fact]
    public async Task A_failed_migration_calls_those_on_failure()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        using var place = Place("""{"hooks": {"on_failure": [{"run": ["./keep"]}, {"run": ["false"]}]}}""");
        Script(place, "keep", Keep);
        await database.ExecuteAsync("CREATE TABLE orders (id INTEGER)", Token);
        var scripted = new Scripted(database);

        var run = await ProvisionProcess.RunAsync(
            scripted.Arguments("up"),
            scripted.Options with
            {
                WorkingDirectory = place.Folder,
            },
            Token
        );

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Migration 2 M2_Orders failed", run.Errors, StringComparison.Ordinal);
        Assert.Contains("warning: The hook \"false\" on failure failed", run.Errors, StringComparison.Ordinal);
        var failed = Event(place, "on_failure");
        Assert.Equal(2, (int)failed["migration"]!["version"]!);
        Assert.Contains("orders", (string)failed["error"]!, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task SQL_of_the_system_and_of_the_settings_runs_and_a_dry_run_names_it_alone(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        using var place = Place("""{"hooks": {"after_run": {"sql": "INSERT INTO hooked VALUES (1)"}}}""");
        var scripted = new Scripted(database) { Fault = "hooks" };
        var options = scripted.Options with { WorkingDirectory = place.Folder };

        var dry = await ProvisionProcess.RunAsync(scripted.Arguments("up", "--dry-run"), options, Token);
        var tables = await database.TablesAsync(Token);
        var up = await ProvisionProcess.RunAsync(scripted.Arguments("up"), options, Token);
        var again = await ProvisionProcess.RunAsync(scripted.Arguments("up"), options, Token);

        Assert.Equal((0, 0, 0), (dry.ExitCode, up.ExitCode, again.ExitCode));
        Assert.Contains("-- the hook before_run \"CREATE TABLE hooked (n integer)\" would be called", dry.Output);
        Assert.Contains("-- the hook after_run \"INSERT INTO hooked VALUES (1)\" would be called", dry.Output);
        Assert.Empty(tables);
        Assert.Equal(["1"], await database.RowsAsync("SELECT n FROM hooked", Token));
    }

    [Theory]
    [InlineData(Signal.Int, 130)]
    [InlineData(Signal.Term, 143)]
    public async Task A_signal_ends_the_program_too(Signal signal, int code)
    {
        using var place = Place("""{"hooks": {"before_run": {"run": ["./wait"]}}}""");
        Script(place, "wait", "#!/bin/sh\necho $$ > pid; echo started > started; sleep 600\n");
        await using var process = ProvisionProcess.Start(
            ["up", "--system", "towow"],
            new() { WorkingDirectory = place.Folder }
        );
        while (!File.Exists(Path.Combine(place.Folder, "started")))
        {
            await Task.Delay(20, Token);
        }

        await process.SendAsync(signal);
        var end = await process.WaitAsync(Token);

        Assert.Equal(code, end.ExitCode);
        var pid = int.Parse(
            await File.ReadAllTextAsync(Path.Combine(place.Folder, "pid"), Token),
            CultureInfo.InvariantCulture
        );
        Assert.False(IsRunning(pid));
    }

    [Fact]
    public async Task A_program_that_takes_too_long_is_stopped()
    {
        using var place = Place("""{"hooks": {"before_run": {"run": ["sleep", "600"], "seconds": 1}}}""");

        var run = await place.RunAsync(Token, "up", "--system", "towow");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("did not end within 1 s, and was stopped", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_others_may_change_or_that_is_not_there_is_refused_before_anything_runs()
    {
        using var place = Place("""{"hooks": {"after_run": {"run": ["./keep"]}}}""");

        var missing = await place.RunAsync(Token, "up", "--system", "towow");
        Script(place, "keep", Keep);
        File.SetUnixFileMode(Path.Combine(place.Folder, "keep"), (UnixFileMode)0b111_111_111);
        var open = await place.RunAsync(Token, "up", "--system", "towow");
        var status = await place.RunAsync(Token, "status", "--system", "towow");

        Assert.Equal((1, 1), (missing.ExitCode, open.ExitCode));
        Assert.Contains("there is no program", missing.Errors, StringComparison.Ordinal);
        Assert.Contains("is not run: other users may write it", open.Errors, StringComparison.Ordinal);
        Assert.Contains("the database is at no version", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_is_beside_the_file_that_names_it()
    {
        using var place = Place("""{"systems": {"towow": {"hooks": {"after_run": {"run": ["./keep"]}}}}}""");
        Script(place, "keep", Keep);
        using var other = new Workplace();

        var run = await other.RunAsync(
            Token,
            "up",
            "--system",
            "towow",
            "--config",
            Path.Combine(place.Folder, "provision.json")
        );

        Assert.Equal(0, run.ExitCode);
        Assert.True(File.Exists(Path.Combine(other.Folder, "event-after_run.json")));
    }

    [Theory]
    [InlineData("""{"hooks": {"before": {"sql": "SELECT 1"}}}""", "no moment of hooks")]
    [InlineData("""{"hooks": {"before_run": {}}}""", "needs either")]
    [InlineData("""{"hooks": {"before_run": {"sql": "SELECT 1", "run": ["x"]}}}""", "needs either")]
    [InlineData("""{"hooks": {"before_run": {"run": "rm -rf"}}}""", "is no list")]
    [InlineData("""{"hooks": {"before_run": {"run": []}}}""", "names no program")]
    [InlineData("""{"hooks": {"before_run": {"sql": "SELECT 1", "seconds": 0}}}""", "is no whole number")]
    [InlineData("""{"hooks": {"before_run": {"sql": "SELECT 1", "shell": "x"}}}""", "A hook has sql or run")]
    [InlineData("""{"hooks": []}""", "is no object")]
    public async Task What_is_no_hook_is_wrong_usage(string settings, string message)
    {
        using var place = Place(settings);

        var run = await place.RunAsync(Token, "up", "--system", "towow");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
    }

    private static Workplace Place(string settings)
    {
        var place = new Workplace();
        place.Write("provision.json", settings);
        return place;
    }

    private static void Script(Workplace place, string name, string text)
    {
        place.Write(name, text);
        File.SetUnixFileMode(
            Path.Combine(place.Folder, name),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
    }

    private static JsonNode Event(Workplace place, string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(place.Folder, $"event-{name}.json")))!;

    private static bool IsRunning(int id)
    {
        var status = $"/proc/{id}/status";
        // What has ended and was not waited for by its parent is no process any more.
        return File.Exists(status) && !File.ReadAllText(status).Contains("State:\tZ", StringComparison.Ordinal);
    }
}
