using Provisioning.IntegrationTests.Support;
using Provisioning.Tests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>What a user sees from an empty machine to a seeded database and back, word for word.</summary>
public sealed class LifecycleTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task A_database_is_made_looked_at_taken_back_and_made_again(Engine engine)
    {
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);
        var transcript = new Transcript(database);

        await transcript.RunAsync("init --system towow --sample-data --mock-agents", Token);
        await transcript.RunAsync("init --system towow --sample-data --mock-agents", Token);
        await transcript.RunAsync("status --system towow --check", Token);
        await transcript.RunAsync("down --system towow --steps 2", Token);
        await transcript.RunAsync("status --system towow --check", Token);
        await transcript.RunAsync("redo --system towow", Token);
        await transcript.RunAsync("down --system towow --to 0", Token);
        await transcript.RunAsync("down --system towow --to 0 --yes", Token);
        await transcript.RunAsync("up --system towow --to 3", Token);
        await transcript.RunAsync("up --system towow", Token);
        await transcript.RunAsync("up --system towow", Token);
        await transcript.RunAsync("seed --system towow --mock-agents-count 5 --seed 7", Token);
        await transcript.RunAsync("seed --system towow --mock-agents-count 7 --seed 7 --dry-run", Token);
        await transcript.RunAsync("seed --system towow --mock-agents-count 7 --seed 7", Token);
        await transcript.RunAsync("reset --system towow", Token);
        await transcript.RunAsync("reset --system towow --yes --sample-data", Token);

        Approved.Matches(transcript.ToString(), engine.ToString());
    }

    [Fact]
    public async Task Help_is_what_was_approved()
    {
        await using var database = await TestDatabase.ReserveAsync(Engine.Sqlite, server, Token);
        var transcript = new Transcript(database);

        await transcript.RunAsync("--help", Token);
        foreach (var command in new[] { "init", "up", "down", "redo", "status", "script", "seed", "reset", "systems" })
        {
            await transcript.RunAsync($"{command} --help", Token);
        }

        Approved.Matches(transcript.ToString());
    }

    [Theory]
    [OnBothEngines]
    public async Task A_dry_run_prints_the_SQL_and_touches_nothing(Engine engine)
    {
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);
        var transcript = new Transcript(database);

        var before = await transcript.RunAsync("init --system towow --dry-run", Token);
        var status = await transcript.RunAsync("status --system towow", Token);
        await transcript.RunAsync("init --system towow", Token);
        var down = await transcript.RunAsync("down --system towow --dry-run", Token);

        Assert.Contains("CREATE TABLE", before.Output, StringComparison.Ordinal);
        Assert.Equal(4, status.ExitCode);
        Assert.Contains("DROP TRIGGER", down.Output, StringComparison.Ordinal);
        Assert.Equal(["4"], await database.RowsAsync("""SELECT max("Version") FROM "VersionInfo" """, Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task The_script_makes_what_a_run_makes(Engine engine)
    {
        await using var scripted = await TestDatabase.CreateAsync(engine, server, Token);
        await using var migrated = await TestDatabase.CreateAsync(engine, server, Token);
        var name = engine is Engine.Sqlite ? "sqlite" : "postgresql";

        var script = await ProvisionProcess.RunAsync(Token, "script", "--system", "towow", "--engine", name);
        await scripted.ExecuteAsync(script.Output, Token);
        await ProvisionProcess.RunAsync(Token, "up", "--system", "towow", "--url", migrated.Url);

        Assert.Equal(await Ladder.SnapshotAsync(migrated, Token), await Ladder.SnapshotAsync(scripted, Token));
        var status = await ProvisionProcess.RunAsync(
            Token,
            "status",
            "--check",
            "--system",
            "towow",
            "--url",
            scripted.Url
        );
        Assert.Equal(0, status.ExitCode);
        var back = await ProvisionProcess.RunAsync(
            Token,
            "script",
            "--system",
            "towow",
            "--engine",
            name,
            "--from",
            "4",
            "--to",
            "0"
        );
        await scripted.ExecuteAsync(back.Output, Token);
        Assert.Equal(["0"], await scripted.RowsAsync("""SELECT count(*) FROM "VersionInfo" """, Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task JSON_is_one_document_on_standard_output(Engine engine)
    {
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);

        foreach (
            var command in new[]
            {
                "init --dry-run",
                "init --sample-data",
                "status",
                "down --dry-run",
                "down",
                "up",
                "redo",
                "seed",
                "reset --yes",
            }
        )
        {
            var run = await ProvisionProcess.RunAsync(
                Token,
                [.. command.Split(' '), "--system", "towow", "--url", database.Url, "--output", "json"]
            );

            Assert.True(run.ExitCode == 0, run.Errors);
            using var document = System.Text.Json.JsonDocument.Parse(run.Output);
            Assert.Equal("towow", document.RootElement.GetProperty("system").GetString());
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task An_edited_migration_is_noticed(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await ProvisionProcess.RunAsync(Token, "up", "--system", "towow", "--url", database.Url);
        await database.ExecuteAsync("UPDATE provisioning_ledger SET checksum = 'another' WHERE version = 2", Token);

        var status = await ProvisionProcess.RunAsync(
            Token,
            "status",
            "--check",
            "--system",
            "towow",
            "--url",
            database.Url
        );

        Assert.Equal(3, status.ExitCode);
        Assert.Contains("edited", status.Output, StringComparison.Ordinal);
    }
}
