using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>When hooks are called, what they find, and what is kept where one fails.</summary>
public sealed class RunHookTests(PostgreSqlServer server)
{
    private static readonly HookMoment[] Moments = Enum.GetValues<HookMoment>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Hooks_are_called_around_the_run_and_each_migration_outside_their_transactions(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var calls = new List<string>();

        await RunAsync(database, Everywhere(calls), [Table(1), Table(2), Alone(3)]);
        await RunAsync(database, Everywhere(calls), [Table(1), Table(2), Alone(3)]);

        Assert.Equal(
            [
                "BeforeRun  0",
                "BeforeMigration 1 0",
                "AfterMigration 1 1",
                "BeforeMigration 2 1",
                "AfterMigration 2 2",
                "BeforeMigration 3 2",
                "AfterMigration 3 3",
                "AfterRun  3",
            ],
            calls
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task In_a_single_transaction_those_of_migrations_are_called_before_and_after_it(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var calls = new List<string>();

        await RunAsync(database, Everywhere(calls) with { SingleTransaction = true }, [Table(1), Table(2)]);

        Assert.Equal(
            [
                "BeforeRun  0",
                "BeforeMigration 1 0",
                "BeforeMigration 2 0",
                "AfterMigration 1 2",
                "AfterMigration 2 2",
                "AfterRun  2",
            ],
            calls
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task A_migration_that_fails_calls_those_on_failure_with_the_error(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var calls = new List<string>();

        var error = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            RunAsync(database, Everywhere(calls), [Table(1), Bad(2)])
        );

        Assert.Equal(
            [
                "BeforeRun  0",
                "BeforeMigration 1 0",
                "AfterMigration 1 1",
                "BeforeMigration 2 1",
                $"OnFailure 2 1 {error.Message}",
            ],
            calls
        );
    }

    [Theory]
    [InlineData(HookMoment.BeforeRun, "Nothing was run.", "")]
    [InlineData(HookMoment.BeforeMigration, "The migration was not run. Nothing was run before it.", "")]
    [InlineData(HookMoment.AfterMigration, "The migration was applied, and stays so.", "t1")]
    [InlineData(HookMoment.AfterRun, "All migrations of the run were done before it, and stay so.", "t1 t2")]
    public async Task A_hook_that_fails_stops_the_run_and_the_message_says_what_is_kept(
        HookMoment moment,
        string kept,
        string tables
    )
    {
        foreach (var engine in Enum.GetValues<Engine>())
        {
            await using var database = await TestDatabase.CreateAsync(engine, server, Token);
            var options = new RunnerOptions { Hooks = [new SqlHook(moment, "SELECT nonsense", "look")] };

            var error = await Assert.ThrowsAsync<HookFailedException>(() =>
                RunAsync(database, options, [Table(1), Table(2)])
            );

            Assert.StartsWith("The hook \"look\" ", error.Message, StringComparison.Ordinal);
            Assert.Contains("nonsense", error.Message, StringComparison.Ordinal);
            Assert.Contains(kept, error.Message, StringComparison.Ordinal);
            var made = await database.TablesAsync(Token);
            Assert.Equal(
                tables,
                string.Join(' ', made.Where(table => table is ['t', _]).Order(StringComparer.Ordinal))
            );
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task A_hook_on_failure_that_fails_is_reported_beside_the_first_error(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var events = new List<RunEvent>();
        var options = new RunnerOptions { Hooks = [new SqlHook(HookMoment.OnFailure, "SELECT nonsense")] };

        await Assert.ThrowsAsync<MigrationFailedException>(() => RunAsync(database, options, [Bad(1)], events));

        Assert.Single(events.OfType<RunEvent.HookFailed>());
    }

    [Fact]
    public async Task A_hook_finds_a_clean_session_and_leaves_one()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        var options = new RunnerOptions
        {
            Hooks =
            [
                new SqlHook(HookMoment.BeforeMigration, "SET search_path = nowhere; SET TIME ZONE 'Asia/Tokyo'"),
                new SqlHook(
                    HookMoment.AfterMigration,
                    "CREATE TABLE IF NOT EXISTS seen (z text); INSERT INTO seen VALUES (current_setting('TimeZone'))"
                ),
            ],
        };
        var migration = new Steps(
            1,
            [
                new ExecuteSql(
                    "CREATE TABLE zone AS SELECT current_setting('TimeZone') AS z; SET TIME ZONE 'Asia/Tokyo'"
                ),
            ],
            []
        );

        await RunAsync(database, options, [migration]);

        Assert.Equal(["UTC"], await database.RowsAsync("SELECT z FROM zone", Token));
        Assert.Equal(["UTC"], await database.RowsAsync("SELECT z FROM seen", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_hook_of_SQL_is_one_transaction_or_runs_alone_what_takes_none(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var half = new SqlHook(HookMoment.BeforeRun, "CREATE TABLE half (n integer); SELECT nonsense");
        var vacuum = new SqlHook(HookMoment.AfterRun, "VACUUM");

        await Assert.ThrowsAsync<HookFailedException>(() => RunAsync(database, new() { Hooks = [half] }, [Table(1)]));
        await RunAsync(database, new() { Hooks = [vacuum] }, [Table(1)]);

        Assert.DoesNotContain("half", await database.TablesAsync(Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task SQL_that_cannot_be_a_hook_is_refused_before_anything_runs(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var calls = new List<string>();
        var options = Everywhere(calls);
        var broken = new SqlHook(HookMoment.AfterRun, "SELECT 1; ROLLBACK; SELECT 2");

        await Assert.ThrowsAnyAsync<ProvisioningException>(() =>
            RunAsync(database, options with { Hooks = [.. options.Hooks, broken] }, [Table(1)])
        );

        Assert.Empty(calls);
        Assert.DoesNotContain("t1", await database.TablesAsync(Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_hook_that_takes_too_long_is_stopped_and_has_failed(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var endless = new Recorder(HookMoment.BeforeRun, [], isEndless: true) { Limit = TimeSpan.FromMilliseconds(50) };

        var error = await Assert.ThrowsAsync<HookFailedException>(() =>
            RunAsync(database, new() { Hooks = [endless] }, [Table(1)])
        );

        Assert.Contains("did not end within 0.05 s, and was stopped", error.Message, StringComparison.Ordinal);
    }

    private static RunnerOptions Everywhere(List<string> calls) =>
        new() { Hooks = [.. Moments.Select(moment => new Recorder(moment, calls))] };

    private static Steps Table(long version) =>
        new(version, [new ExecuteSql($"CREATE TABLE t{version} (a INTEGER)")], []);

    private static Steps Alone(long version) =>
        new(version, [new ExecuteSql($"CREATE TABLE t{version} (a INTEGER)")], []) { Transactional = false };

    private static Steps Bad(long version) => new(version, [new ExecuteSql("SELECT nonsense")], []);

    private static async Task RunAsync(
        TestDatabase database,
        RunnerOptions options,
        MigrationSource[] migrations,
        List<RunEvent>? events = null
    )
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var progress = new Listener(events ?? []);
        await new MigrationRunner(new(migrations), options, TimeProvider.System, progress).RunAsync(
            session,
            new MigrationTarget.Up(),
            Token
        );
    }

    private sealed class Listener(List<RunEvent> events) : IProgress<RunEvent>
    {
        public void Report(RunEvent value) => events.Add(value);
    }

    private sealed class Recorder(HookMoment when, List<string> calls, bool isEndless = false)
        : RunHook(when, "recorder")
    {
        public override async Task RunAsync(HookEvent what, DatabaseSession session, CancellationToken token)
        {
            Assert.Null(session.Transaction);
            calls.Add($"{what.When} {what.Step?.Migration.Version} {what.Done.Count} {what.Error?.Message}".TrimEnd());
            if (isEndless)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }
        }
    }
}
