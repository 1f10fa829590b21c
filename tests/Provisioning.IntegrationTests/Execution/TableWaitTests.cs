using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Xunit;
using static Provisioning.IntegrationTests.Support.TestRun;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>A run waits for tables and statements no longer than it may, and says for whom.</summary>
public sealed class TableWaitTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_single_transaction_that_waited_for_a_table_is_tried_again_without_a_ledger()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync("CREATE TABLE busy (a int)", Token);
        await using var holder = await database.OpenAsync(Token);
        await using var transaction = await holder.BeginTransactionAsync(Token);
        Execute(holder, "LOCK TABLE busy");
        var events = new Events(@event =>
        {
            if (@event is RunEvent.Retrying && transaction.Connection is not null)
            {
                transaction.Rollback();
            }
        });

        await RunAsync(
            database,
            new() { SingleTransaction = true, TableWait = TimeSpan.FromSeconds(1) },
            [
                new Steps(1, [new ExecuteSql("CREATE TABLE one (a int)")], []),
                new Steps(2, [new ExecuteSql("ALTER TABLE busy ADD b int")], []),
            ],
            events
        );

        Assert.Contains("VersionInfo", await database.TablesAsync(Token));
        var retry = Assert.Single(events.All.OfType<RunEvent.Retrying>());
        Assert.Matches(@"busy was held by process \d+ \(postgres", retry.Reason);
        Assert.Contains("LOCK TABLE busy", retry.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_holds_a_table_that_the_run_will_lock_is_said_before_anything_waits()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        MigrationSource first = new Steps(
            1,
            [new ExecuteSql("CREATE TABLE busy (a int); CREATE TABLE free (a int)")],
            []
        );
        await RunAsync(database, new(), [first]);
        await using var holder = await database.OpenAsync(Token);
        await using var transaction = await holder.BeginTransactionAsync(Token);
        Execute(holder, "SELECT * FROM busy WHERE a = 4711");
        var events = new Events(@event =>
        {
            if (@event is RunEvent.Obstructed)
            {
                transaction.Rollback();
            }
        });

        await RunAsync(
            database,
            new() { TableWaitBudget = TimeSpan.Zero },
            [
                first,
                new Steps(2, [new ExecuteSql("ALTER TABLE free ADD b int")], []),
                new Steps(3, [new ExecuteSql("ALTER TABLE busy ADD b int")], []),
            ],
            events
        );

        var obstacle = Assert.Single(Assert.Single(events.All.OfType<RunEvent.Obstructed>()).Obstacles);
        Assert.Equal("busy", obstacle.Table!.Value.Name);
        Assert.DoesNotContain("4711", obstacle.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Code_waits_for_a_table_no_longer_than_a_statement(bool isTransactional)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync("CREATE TABLE busy (a int)", Token);
        await using var holder = await database.OpenAsync(Token);
        await using var transaction = await holder.BeginTransactionAsync(Token);
        Execute(holder, "LOCK TABLE busy");
        var code = new ExecuteCode((connection, _) => Execute(connection, "ALTER TABLE busy ADD b int"));

        var error = await FailsAsync(
            database,
            new() { TableWait = TimeSpan.FromMilliseconds(100), TableWaitBudget = TimeSpan.Zero },
            new Steps(1, [code], []) { Transactional = isTransactional }
        );

        Assert.Contains("55P03", error.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing is wrong with the migration", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_that_takes_longer_than_it_may_is_cancelled_and_rolled_back_and_not_tried_again()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        var options = new RunnerOptions
        {
            StatementTimeout = TimeSpan.FromSeconds(2),
            IdleTimeout = TimeSpan.FromMinutes(1),
        };
        const string Idle = "SELECT current_setting('idle_in_transaction_session_timeout') AS idle";

        await RunAsync(database, options, [new Steps(1, [new ExecuteSql($"CREATE TABLE kept AS {Idle}")], [])]);
        var error = await FailsAsync(
            database,
            options,
            new Steps(1, [new ExecuteSql($"CREATE TABLE kept AS {Idle}")], []),
            new Steps(2, [new ExecuteSql("CREATE TABLE made (a int)"), new ExecuteSql("SELECT pg_sleep(600)")], [])
        );

        Assert.Contains("--statement-timeout", error.Message, StringComparison.Ordinal);
        Assert.Equal(["1min"], await database.RowsAsync("SELECT idle FROM kept", Token));
        Assert.DoesNotContain("made", await database.TablesAsync(Token));
    }

    [Fact]
    public async Task A_deadlock_with_the_application_is_tried_again()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync("CREATE TABLE one (a int); CREATE TABLE two (a int)", Token);
        await using var other = await database.OpenAsync(Token);
        await using var transaction = await other.BeginTransactionAsync(Token);
        Execute(other, "SET LOCAL deadlock_timeout = '1h'; LOCK TABLE two");
        Task? application = null;
        var code = new ExecuteCode(
            (connection, _) =>
            {
                Execute(connection, "SET LOCAL deadlock_timeout = '100ms'; LOCK TABLE one");
                application ??= Task.Run(() => Execute(other, "LOCK TABLE one"), Token);
            }
        );
        var events = new Events(@event =>
        {
            if (@event is RunEvent.Retrying)
            {
                application!.Wait(Token);
                transaction.Rollback();
            }
        });

        await RunAsync(
            database,
            new() { TableWait = TimeSpan.Zero },
            [new Steps(1, [code, new ExecuteSql("LOCK TABLE two")], [])],
            events
        );

        Assert.Contains(
            "40P01",
            Assert.Single(events.All.OfType<RunEvent.Retrying>()).Reason,
            StringComparison.Ordinal
        );
    }
}
