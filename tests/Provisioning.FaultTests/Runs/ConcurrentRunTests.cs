using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.TestSystem;
using Xunit;

namespace Provisioning.FaultTests.Runs;

/// <summary>Many runs at once, as when all instances of an application start together.</summary>
public sealed class ConcurrentRunTests(PostgreSqlServer server)
{
    private const int Runners = 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Twenty_runs_at_once_apply_each_version_once_and_all_succeed(Engine engine)
    {
        for (var round = 0; round < (Ladder.IsFull ? 50 : 3); round++)
        {
            await using var database = await TestDatabase.CreateAsync(engine, server, Token);

            var command = Ladder.Command("up", database, "--to", $"{LadderSystem.Rungs}");
            var runs = await Task.WhenAll(
                Enumerable
                    .Range(0, Runners)
                    .Select(_ => ProvisionProcess.RunAsync(command, new() { Timeout = TimeSpan.FromMinutes(3) }, Token))
            );

            Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Errors));
            Assert.Single(runs, run => run.Output.StartsWith("100 migrations applied", StringComparison.Ordinal));
            Assert.Equal(
                Runners - 1,
                runs.Count(run => run.Output.StartsWith("Nothing to do", StringComparison.Ordinal))
            );
            Assert.Equal("100|1|100|100|100", await Ladder.VersionsAsync(database, Token));
            FaultTable.Add($"M1 twenty runs at once, {engine}", "each version once, all succeed");
            if (engine is Engine.PostgreSql)
            {
                var failures = await database.RowsAsync(
                    $"SELECT xact_rollback, deadlocks FROM pg_stat_database WHERE datname = '{database.Name}'",
                    Token
                );
                Assert.Equal(["0|0"], failures);
            }
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task Runs_that_create_the_same_database_at_once_all_succeed(Engine engine)
    {
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);

        string[] command = ["init", "--system", "towow", "--url", database.Url, "--sample-data"];
        var runs = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ => ProvisionProcess.RunAsync(command, new() { Timeout = TimeSpan.FromMinutes(2) }, Token))
        );

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Errors));
        Assert.Equal(["2"], await database.RowsAsync("SELECT count(*) FROM agent_profiles", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task Runs_at_once_outside_a_transaction_do_each_statement_once_and_leave_a_valid_index(Engine engine)
    {
        for (var round = 0; round < (Ladder.IsFull ? 50 : 1); round++)
        {
            await using var database = await TestDatabase.CreateAsync(engine, server, Token);
            var steps = new Scripted(database) { Versions = [6] };

            var runs = await Task.WhenAll(Enumerable.Range(0, Runners / 2).Select(_ => steps.RunAsync(Token, "up")));

            Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Errors));
            Assert.Equal(["30|30"], await database.RowsAsync("SELECT count(*), count(DISTINCT n) FROM steps", Token));
            FaultTable.Add($"M2 runs at once outside a transaction, {engine}", "each statement once, all succeed");
            if (engine is Engine.PostgreSql)
            {
                var found = await database.RowsAsync(
                    "SELECT (SELECT count(*) FROM pg_index WHERE NOT indisvalid), deadlocks FROM pg_stat_database "
                        + $"WHERE datname = '{database.Name}'",
                    Token
                );
                Assert.Equal(["0|0"], found);
            }
        }
    }

    [Fact]
    public async Task A_redo_between_whose_steps_another_run_writes_applies_again_all_that_it_rolled_back()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        MigrationSource[] migrations =
        [
            .. Enumerable
                .Range(1, 2)
                .Select(i => new Steps(
                    i,
                    [new ExecuteSql($"CREATE TABLE t{i} (a INTEGER)")],
                    [new ExecuteSql($"DROP TABLE t{i}")]
                )),
        ];
        await using var session = await (await FileAsync(database)).OpenAsync(Token);
        await new MigrationRunner(new(migrations), new(), TimeProvider.System).RunAsync(
            session,
            new MigrationTarget.Up(),
            Token
        );
        var other = new AfterStep(1, Direction.Up, () =>
            database
                .ExecuteAsync("""INSERT INTO "VersionInfo" ("Version") VALUES (999)""", Token)
                .GetAwaiter()
                .GetResult()
        );

        await new MigrationRunner(new(migrations), new(), TimeProvider.System, other).RunAsync(
            session,
            new MigrationTarget.Redo(2),
            Token
        );

        Assert.Equal(
            ["1", "2", "999"],
            await database.RowsAsync("""SELECT "Version" FROM "VersionInfo" ORDER BY 1""", Token)
        );
    }

    [Fact]
    public async Task A_run_that_may_not_wait_says_who_holds_the_lock_and_exits_with_5()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await using var first = ProvisionProcess.Start(
            Ladder.Command("up", database, "--to", $"{LadderSystem.Endless}"),
            new()
        );
        await first.WaitForLineAsync("Rung100", Token);

        var second = await ProvisionProcess.RunAsync(Token, Ladder.Command("up", database, "--lock-wait", "0"));

        Assert.Equal(5, second.ExitCode);
        Assert.Matches("process [0-9]+ \\(postgres", second.Errors);
        await first.SendAsync(Signal.Int);
        Assert.Equal(130, (await first.WaitAsync(Token)).ExitCode);
    }

    private static async Task<Database> FileAsync(TestDatabase database)
    {
        var file = DatabaseUrl.Parse(database.Url);
        await file.CreateAsync(Token);
        return file;
    }

    private sealed class AfterStep(long version, Direction direction, Action act) : IProgress<RunEvent>
    {
        public void Report(RunEvent value)
        {
            if (
                value is RunEvent.Finished { Step: var step }
                && step.Migration.Version == version
                && step.Direction == direction
            )
            {
                act();
            }
        }
    }
}
