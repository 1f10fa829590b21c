using System.Globalization;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Health;

/// <summary>Retention that is interrupted, and that runs while others write.</summary>
public sealed class RetentionUnderLoadTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_command_that_gets_ctrl_C_leaves_whole_batches()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals to send");
        await using var database = await OldNotes.CreateAsync(Engine.PostgreSql, server, 5000, Token);
        await using var process = ProvisionProcess.Start(
            [
                "retention",
                "run",
                "--yes",
                "--url",
                database.Url,
                "--rule",
                "notes.at=1d",
                "--batch",
                "10",
                "--pause",
                "1000",
            ],
            new()
        );
        for (var i = 0; i < 3000 && (await database.RowsAsync("SELECT count(*) FROM notes", Token))[0] == "5010"; i++)
        {
            await Task.Delay(20, Token);
        }

        await process.SendAsync(Signal.Int);
        var run = await process.WaitAsync(Token);

        var left = int.Parse(
            (await database.RowsAsync("SELECT count(*) FROM notes", Token))[0],
            CultureInfo.InvariantCulture
        );
        Assert.Equal(130, run.ExitCode);
        Assert.InRange(left, 11, 5000);
        Assert.Equal(0, left % 10);
    }

    [Fact]
    public async Task A_slow_batch_is_ended_by_SIGTERM()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals to send");
        await using var database = await OldNotes.CreateAsync(Engine.PostgreSql, server, 100, Token);
        await database.ExecuteAsync(
            """
            CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(600); RETURN OLD; END';
            CREATE TRIGGER slow BEFORE DELETE ON notes FOR EACH ROW EXECUTE FUNCTION slow();
            """,
            Token
        );
        await using var process = ProvisionProcess.Start(
            ["retention", "run", "--yes", "--url", database.Url, "--rule", "notes.at=1d"],
            new()
        );
        for (var i = 0; i < 1000 && (await SleepingAsync(database)).Count == 0; i++)
        {
            await Task.Delay(20, Token);
        }

        await process.SendAsync(Signal.Term);
        var run = await process.WaitAsync(Token);

        Assert.Equal(143, run.ExitCode);
        Assert.StartsWith("error: Interrupted.", run.Errors, StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<string>> SleepingAsync(TestDatabase database) =>
        database.RowsAsync(
            $"SELECT 1 FROM pg_stat_activity WHERE datname = '{database.Name}' AND wait_event = 'PgSleep'",
            Token
        );

    [Fact]
    public async Task Writers_and_readers_go_on_while_rows_are_deleted()
    {
        await using var database = await OldNotes.CreateAsync(Engine.PostgreSql, server, 5000, Token);
        var writing = Enumerable
            .Range(0, 4)
            .Select(async n =>
            {
                await using var connection = await database.OpenAsync(Token);
                for (var i = 0; i < 100; i++)
                {
                    await using var command = connection.CreateCommand();
                    command.CommandText =
                        $"INSERT INTO notes (at) VALUES (now()); UPDATE notes SET at = now() WHERE id = "
                        + $"{(n * 100) + i + 1}";
                    await command.ExecuteNonQueryAsync(Token);
                }
            })
            .ToList();

        var run = await ProvisionProcess.RunAsync(
            Token,
            "retention",
            "run",
            "--yes",
            "--url",
            database.Url,
            "--rule",
            "notes.at=1d",
            "--batch",
            "100",
            "--pause",
            "5"
        );
        await Task.WhenAll(writing);

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(
            ["0"],
            await database.RowsAsync("SELECT count(*) FROM notes WHERE at < now() - interval '1 day'", Token)
        );
        // The ten that were new, the 400 that were written, and those that were touched before their turn.
        Assert.InRange(
            int.Parse((await database.RowsAsync("SELECT count(*) FROM notes", Token))[0], CultureInfo.InvariantCulture),
            410,
            810
        );
    }
}
