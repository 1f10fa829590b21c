using System.Diagnostics;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Runs;

/// <summary>What is left when a run outside a transaction is killed, and what the next one makes of it.</summary>
public sealed class UntransactedKillTests(PostgreSqlServer server)
{
    private const int Seed = 20261128;

    private const string Indexes =
        "SELECT count(*), count(*) FILTER (WHERE i.indisvalid) FROM pg_index i "
        + "JOIN pg_class t ON t.oid = i.indrelid WHERE t.relname LIKE 'logs%'";

    private static readonly string[] Up = ["up", "--to", "6"];
    private static readonly string[] Down = ["down", "--to", "0", "--yes"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Each_statement_up_and_down_is_run_once_wherever_the_run_is_killed(Engine engine)
    {
        var random = new Random(Seed);
        var whole = await MeasuredAsync(engine);
        for (var attempt = 0; attempt < (Ladder.IsFull ? 100 : 8); attempt++)
        {
            await using var database = await TestDatabase.CreateAsync(engine, server, Token);
            var steps = Of(database);

            var up = await KilledAsync(steps, Up, whole * random.NextDouble());
            Assert.True(up.ExitCode == 0, $"up (seed {Seed}, attempt {attempt}): {up.Errors}");
            Assert.Equal(["30|30"], await database.RowsAsync("SELECT count(*), count(DISTINCT n) FROM steps", Token));
            await AssertIndexAsync(database);

            var down = await KilledAsync(steps, Down, whole * random.NextDouble());
            Assert.True(down.ExitCode == 0, $"down (seed {Seed}, attempt {attempt}): {down.Errors}");
            Assert.Equal(["30|30"], await database.RowsAsync("SELECT count(*), count(DISTINCT n) FROM undone", Token));
            FaultTable.Add($"outside a transaction, killed at a random moment, {engine}", "finished by the next run");
        }
    }

    [Fact]
    public async Task A_concurrent_index_in_raw_SQL_that_was_killed_is_valid_after_the_next_run()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        // A server finishes a statement whose client is gone, unless it looks whether it is.
        await database.ExecuteAsync(
            $"ALTER DATABASE {database.Name} SET client_connection_check_interval = '50ms'",
            Token
        );
        await using var reader = await database.OpenAsync(Token);
        await using var command = reader.CreateCommand();
        command.CommandText = "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1";
        await command.ExecuteNonQueryAsync(Token);
        await using var killed = Of(database).Start(Up);
        await UntilAsync(
            database,
            "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE relname = 'ux_steps'",
            "1"
        );

        await killed.SendAsync(Signal.Kill);
        await killed.WaitAsync(Token);
        await UntilAsync(
            database,
            $"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database.Name}' "
                + "AND application_name = 'provision'",
            "0"
        );
        command.CommandText = "COMMIT";
        await command.ExecuteNonQueryAsync(Token);
        var invalid = await database.RowsAsync(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ux_steps'::regclass",
            Token
        );
        var next = await Of(database).RunAsync(Token, Up);

        Assert.Equal(["False"], invalid);
        Assert.Equal((0, ""), (next.ExitCode, next.ExitCode == 0 ? "" : next.Errors));
        await AssertIndexAsync(database);
    }

    [Fact]
    public async Task An_index_on_every_partition_is_whole_after_the_next_run_wherever_its_build_was_killed()
    {
        var random = new Random(Seed);
        var halfWay = 0;
        for (var attempt = 0; attempt < (Ladder.IsFull ? 50 : 5); attempt++)
        {
            await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
            var logs = new Scripted(database) { Versions = [10, 11] };
            Assert.Equal(0, (await logs.RunAsync(Token, "up", "--to", "10")).ExitCode);
            await using var killed = logs.Start("up");
            await UntilAsync(database, $"SELECT to_regclass('ix_logs_logs_{random.Next(9)}') IS NOT NULL", "True");

            await killed.SendAsync(Signal.Kill);
            await killed.WaitAsync(Token);
            await UntilAsync(
                database,
                $"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database.Name}' "
                    + "AND application_name = 'provision'",
                "0"
            );
            var left = await database.RowsAsync(Indexes, Token);
            var status = await logs.RunAsync(Token, "status", "--check");
            var next = await logs.RunAsync(Token, "up");

            if (left is not ["11|11"])
            {
                halfWay++;
                Assert.Equal(3, status.ExitCode);
            }

            Assert.True(next.ExitCode == 0, $"up (seed {Seed}, attempt {attempt}, left {left[0]}): {next.Errors}");
            Assert.Equal(["11|11"], await database.RowsAsync(Indexes, Token));
            FaultTable.Add("an index on every partition, killed at a random moment", "finished by the next run");
        }

        Assert.True(halfWay > 0, "no run was killed before the last partition had its index");
    }

    [Fact]
    public async Task A_run_that_waits_for_the_lock_of_one_that_is_killed_goes_on()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await using var holder = new Scripted(database) { Versions = [6], Fault = "none-endless" }.Start(Up);
        await UntilAsync(database, "SELECT count(*) FROM sqlite_master WHERE name = 'undone'", "1");
        await UntilAsync(database, "SELECT count(*) FROM steps", "14");
        await using var waiting = Of(database).Start(Up);
        await waiting.WaitForLineAsync("waiting for", Token);

        await holder.SendAsync(Signal.Kill);
        await holder.WaitAsync(Token);
        var end = await waiting.WaitAsync(Token);

        Assert.Equal(0, end.ExitCode);
        Assert.Equal(["30|30"], await database.RowsAsync("SELECT count(*), count(DISTINCT n) FROM steps", Token));
        Assert.False(File.Exists($"{database.Name}-lock"));
    }

    private static Scripted Of(TestDatabase database) => new(database) { Versions = [6] };

    private async Task<TimeSpan> MeasuredAsync(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var since = Stopwatch.GetTimestamp();
        Assert.Equal(0, (await Of(database).RunAsync(Token, Up)).ExitCode);
        return Stopwatch.GetElapsedTime(since);
    }

    private static async Task<ProvisionRun> KilledAsync(Scripted steps, string[] command, TimeSpan after)
    {
        await using var killed = steps.Start(command);
        await Task.Delay(after, Token);
        await killed.SendAsync(Signal.Kill);
        await killed.WaitAsync(Token);
        return await steps.RunAsync(Token, command);
    }

    private static async Task AssertIndexAsync(TestDatabase database)
    {
        if (database.Engine is Engine.PostgreSql)
        {
            Assert.Equal(
                ["True|True"],
                await database.RowsAsync(
                    "SELECT indisvalid, indisunique FROM pg_index WHERE indexrelid = 'ux_steps'::regclass",
                    Token
                )
            );
        }
    }

    private static async Task UntilAsync(TestDatabase database, string sql, string value)
    {
        for (var tries = 0; tries < 3000; tries++)
        {
            try
            {
                if (await database.RowsAsync(sql, Token) is [var found] && found == value)
                {
                    return;
                }
            }
            catch (System.Data.Common.DbException)
            {
                // Not there yet, or being written.
            }

            await Task.Delay(20, Token);
        }

        Assert.Fail($"never: {sql} = {value}");
    }
}
