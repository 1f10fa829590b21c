using Provisioning.IntegrationTests.Support;
using Provisioning.TestSystem;
using Xunit;

namespace Provisioning.FaultTests.Runs;

/// <summary>Ctrl+C and a supervisor's SIGTERM, in each phase of a run.</summary>
public sealed class SignalTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Engine, Signal, int> Signals =>
        [
            .. from engine in Enum.GetValues<Engine>()
            from signal in new[] { (Signal.HangUp, 129), (Signal.Int, 130), (Signal.Term, 143) }
            select (engine, signal.Item1, signal.Item2),
        ];

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task A_migration_under_way_is_rolled_back_at_once(Engine engine, Signal signal, int code)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        Assert.Equal(
            0,
            (await ProvisionProcess.RunAsync(Token, Ladder.Command("up", database, "--to", "100"))).ExitCode
        );
        var before = await Ladder.SnapshotAsync(database, Token);
        await using var run = ProvisionProcess.Start(
            Ladder.Command("up", database, "--to", $"{LadderSystem.Endless}"),
            new()
        );
        await EndlessStatement.BegunAsync(database, Token);

        await run.SendAsync(signal);
        // The statement takes ten minutes, and this waits for one.
        var end = await run.WaitAsync(Token);

        Assert.Equal(code, end.ExitCode);
        Assert.Contains("rolled back", end.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await Ladder.SnapshotAsync(database, Token));
        Assert.Equal("100|1|100|100|100", await Ladder.VersionsAsync(database, Token));
        Assert.Equal(0, (await ProvisionProcess.RunAsync(Token, Ladder.Command("down", database, "--yes"))).ExitCode);
    }

    [Fact]
    public async Task A_signal_that_arrives_twice_is_taken_once()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await using var run = ProvisionProcess.Start(
            Ladder.Command("up", database, "--to", $"{LadderSystem.Endless}"),
            new()
        );
        await EndlessStatement.BegunAsync(database, Token);

        await Task.WhenAll(run.SendAsync(Signal.Int), run.SendAsync(Signal.Int));
        var end = await run.WaitAsync(Token);

        Assert.Equal(130, end.ExitCode);
        Assert.Contains("rolled back", end.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task A_run_that_waits_for_another_stops_at_once_and_leaves_the_other_alone(
        Engine engine,
        Signal signal,
        int code
    )
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        Assert.Equal(0, (await ProvisionProcess.RunAsync(Token, Ladder.Command("up", database, "--to", "1"))).ExitCode);
        await using var blocker = await database.OpenAsync(Token);
        await using var command = blocker.CreateCommand();
        command.CommandText =
            engine is Engine.Sqlite ? "BEGIN IMMEDIATE" : "SELECT pg_advisory_lock(1886547830, 1769171311)";
        await command.ExecuteNonQueryAsync(Token);

        await using var run = ProvisionProcess.Start(Ladder.Command("up", database, "--to", "2"), new());
        await run.WaitForLineAsync("waiting for", Token);
        await run.SendAsync(signal);
        var end = await run.WaitAsync(Token);

        Assert.Equal(code, end.ExitCode);
        command.CommandText = engine is Engine.Sqlite ? "COMMIT" : "SELECT pg_advisory_unlock(1886547830, 1769171311)";
        await command.ExecuteNonQueryAsync(Token);
        Assert.Equal("1|1|1|1|1", await Ladder.VersionsAsync(database, Token));
    }

    [Fact]
    public async Task A_command_that_changes_nothing_does_not_speak_of_a_rollback()
    {
        await using var run = ProvisionProcess.Start(
            ["db", "wait", "--url", "postgresql://me@127.0.0.1:1/x", "--timeout", "600"],
            new()
        );
        await run.WaitForLineAsync("waiting", Token);

        await run.SendAsync(Signal.Int);
        var end = await run.WaitAsync(Token);

        Assert.Equal(130, end.ExitCode);
        Assert.Contains("Interrupted. Nothing was changed.", end.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_another_program_is_writing_to_is_not_deleted_by_the_run_that_waits_for_it()
    {
        await using var database = await TestDatabase.ReserveAsync(Engine.Sqlite, server, Token);
        await File.WriteAllBytesAsync(database.Name, [], Token);
        await using var other = await database.OpenAsync(Token);
        await using var command = other.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE; CREATE TABLE precious (id INTEGER)";
        await command.ExecuteNonQueryAsync(Token);

        await using var run = ProvisionProcess.Start(["init", "--system", "towow", "--url", database.Url], new());
        await run.WaitForLineAsync("waiting for another process", Token);
        await run.SendAsync(Signal.Int);
        var end = await run.WaitAsync(Token);

        Assert.Equal(130, end.ExitCode);
        command.CommandText = "COMMIT";
        await command.ExecuteNonQueryAsync(Token);
        Assert.Equal(["precious"], await database.RowsAsync("SELECT name FROM sqlite_master", Token));
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task Seeding_under_way_is_rolled_back_whole(Engine engine, Signal signal, int code)
    {
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);
        await using var run = ProvisionProcess.Start(
            ["init", "--system", "towow", "--mock-agents-count", "20000000", "--url", database.Url],
            new()
        );
        await run.WaitForLineAsync("KeepUpdatedAt", Token);
        await RowsBegunAsync(database);

        await run.SendAsync(signal);
        var end = await run.WaitAsync(Token);

        Assert.Equal(code, end.ExitCode);
        Assert.Equal(["0"], await database.RowsAsync("SELECT count(*) FROM agent_profiles", Token));
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task An_export_under_way_stops_and_leaves_nothing(Engine engine, Signal signal, int code)
    {
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);
        var init = await ProvisionProcess.RunAsync(
            ["init", "--system", "towow", "--mock-agents-count", "120000", "--url", database.Url],
            new() { Timeout = TimeSpan.FromMinutes(3) },
            Token
        );
        Assert.True(init.ExitCode == 0, init.Errors);
        using var folder = new TestFolder();
        await using var run = ProvisionProcess.Start(
            ["export", "--system", "towow", "--to", folder.Path, "--url", database.Url],
            new()
        );
        for (var tries = 0; tries < 3000 && !folder.Files.Any(file => new FileInfo(file).Length > 0); tries++)
        {
            await Task.Delay(10, Token);
        }

        await run.SendAsync(signal);
        var end = await run.WaitAsync(Token);

        Assert.Equal(code, end.ExitCode);
        Assert.DoesNotContain("did not stop", end.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Path));
    }

    // Waits until rows are on their way: what SQLite has no memory for goes to its files.
    private static async Task RowsBegunAsync(TestDatabase database)
    {
        var before = Size(database);
        for (
            var tries = 0;
            database.Engine is Engine.PostgreSql
                ? await database.RowsAsync(
                    $"SELECT 1 FROM pg_stat_activity WHERE datname = '{database.Name}' AND state = 'active' AND query "
                        + "LIKE 'COPY %agent_profiles%' AND pid <> pg_backend_pid()",
                    Token
                )
                    is []
                : Size(database) < before + 1_000_000;
            tries++
        )
        {
            Assert.True(tries < 3000, "No row was written within a minute.");
            await Task.Delay(20, Token);
        }
    }

    private static long Size(TestDatabase database) =>
        ((string[])["", "-journal", "-wal"])
            .Select(suffix => new FileInfo(database.Name + suffix))
            .Sum(file => file.Exists ? file.Length : 0);
}
