using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Tests.Planning;
using Xunit;

namespace Provisioning.Tests.Execution;

public sealed class StepExecutorTests : IAsyncDisposable
{
    private const string LockNotAvailable = "55P03";

    private readonly FakeSession _session = new();
    private readonly FakeTime _time = new();
    private readonly RunEvents _events = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_statement_that_fails_rolls_its_migration_back_and_ends_the_run()
    {
        _session.FailOn("B2");

        var error = await FailsAsync(Sql(1, "A"), Sql(2, "B1", "B2", "B3"), Sql(3, "C"));

        Assert.True(error.IsRolledBack);
        Assert.Equal(2, error.Step.Migration.Version);
        Assert.Equal(
            ["LOCK", "BEGIN", "A", "version 1", "ledger", "COMMIT", "BEGIN", "B1", "ROLLBACK", "UNLOCK"],
            _session.Log
        );
    }

    [Fact]
    public async Task A_ledger_row_that_cannot_be_written_rolls_its_migration_back()
    {
        _session.Failure = statement =>
            FakeLedger.Brief(statement) == "ledger" ? FakeSession.Refuse(statement, "42501") : null;

        var error = await FailsAsync(Sql(1, "A"));

        Assert.True(error.IsRolledBack);
        Assert.Equal(["LOCK", "BEGIN", "A", "version 1", "ROLLBACK", "UNLOCK"], _session.Log);
        Assert.Empty(_session.Ledger.Applied);
    }

    [Fact]
    public async Task A_lost_connection_is_reported_as_that_and_not_as_the_migrations_failure()
    {
        _session.Failure = statement => statement.Text == "A" ? new ConnectionFailedException("gone") : null;

        await Assert.ThrowsAsync<ConnectionFailedException>(() => RunAsync(new(), Sql(1, "A")));

        Assert.Empty(_session.Ledger.Applied);
    }

    [Fact]
    public async Task A_table_that_is_in_use_is_tried_again_after_pauses_that_double()
    {
        _session.FailOn("A", LockNotAvailable, times: 3);

        await RunAsync(new(), Sql(1, "A"));

        Assert.Collection(
            _time.Pauses.Select(pause => pause.TotalMilliseconds),
            first => Assert.InRange(first, 50, 100),
            second => Assert.InRange(second, 100, 200),
            third => Assert.InRange(third, 200, 400)
        );
        Assert.Equal(
            [
                "LOCK",
                "BEGIN",
                "ROLLBACK",
                "BEGIN",
                "ROLLBACK",
                "BEGIN",
                "ROLLBACK",
                "BEGIN",
                "A",
                "version 1",
                "ledger",
                "COMMIT",
                "UNLOCK",
            ],
            _session.Log
        );
        Assert.Equal(3, _events.All.OfType<RunEvent.Retrying>().Count());
    }

    [Fact]
    public async Task A_table_that_stays_in_use_is_given_up_after_the_time_that_the_options_allow()
    {
        _session.FailOn("A", LockNotAvailable);

        var error = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            RunAsync(new() { TableWaitBudget = TimeSpan.FromSeconds(30) }, Sql(1, "A"))
        );

        Assert.True(Assert.IsType<StatementFailedException>(error.InnerException).IsLockNotAvailable);
        Assert.InRange(
            _time.Pauses.Aggregate(TimeSpan.Zero, (sum, pause) => sum + pause),
            TimeSpan.FromSeconds(30),
            TimeSpan.FromSeconds(37)
        );
        Assert.All(_time.Pauses.Zip(_time.Pauses.Skip(1)), pair => Assert.InRange(pair.Second / pair.First, 0.5, 4));
        Assert.InRange(_time.Pauses.Max(), TimeSpan.FromSeconds(3.2), TimeSpan.FromSeconds(6.4));
    }

    [Fact]
    public async Task An_error_of_another_kind_is_not_tried_again()
    {
        _session.FailOn("A", "42P01");

        await FailsAsync(Sql(1, "A"));

        Assert.Empty(_time.Pauses);
        Assert.Single(_session.Log, "BEGIN");
    }

    [Fact]
    public async Task The_transactions_wait_for_tables_as_long_as_the_options_say()
    {
        await RunAsync(new() { TableWait = TimeSpan.FromSeconds(3) }, Sql(1, "A"));

        Assert.Equal(TimeSpan.FromSeconds(3), _session.Transactions.Single().LockTimeout);
    }

    [Fact]
    public async Task A_single_transaction_holds_all_steps_each_under_a_savepoint()
    {
        await RunAsync(new() { SingleTransaction = true }, Sql(1, "A"), Untransacted(2, "B"));

        Assert.Equal(
            [
                "LOCK",
                "BEGIN",
                "SAVEPOINT provisioning_step",
                "A",
                "version 1",
                "ledger",
                "RELEASE SAVEPOINT provisioning_step",
                "SAVEPOINT provisioning_step",
                "B",
                "version 2",
                "ledger",
                "RELEASE SAVEPOINT provisioning_step",
                "COMMIT",
                "UNLOCK",
            ],
            _session.Log
        );
    }

    [Fact]
    public async Task A_single_transaction_that_fails_leaves_nothing()
    {
        _session.FailOn("B");

        await Assert.ThrowsAsync<MigrationFailedException>(() =>
            RunAsync(new() { SingleTransaction = true }, Sql(1, "A"), Sql(2, "B"))
        );

        Assert.DoesNotContain("COMMIT", _session.Log);
        Assert.Empty(_session.Ledger.Applied);
        Assert.DoesNotContain("Finished", _events.Kinds);
    }

    [Fact]
    public async Task A_first_run_where_the_transaction_is_the_lock_keeps_the_steps_before_the_one_that_failed()
    {
        var session = new FakeSession { IsLockedByTransaction = true };
        session.FailOn("B");
        var runner = new MigrationRunner(new([Sql(1, "A"), Sql(2, "B"), Sql(3, "C")]), new(), _time, _events);

        await Assert.ThrowsAsync<MigrationFailedException>(() =>
            runner.RunAsync(session, new MigrationTarget.Up(), Token)
        );

        Assert.Equal(
            [
                "BEGIN",
                "SAVEPOINT provisioning_step",
                "A",
                "version 1",
                "ledger",
                "RELEASE SAVEPOINT provisioning_step",
                "SAVEPOINT provisioning_step",
                "ROLLBACK TO SAVEPOINT provisioning_step",
                "COMMIT",
                "UNLOCK",
            ],
            session.Log
        );
        Assert.Equal([1], session.Ledger.Applied);
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private static TestMigration Sql(long version, params string[] sql) =>
        new(version, [.. sql.Select(text => new ExecuteSql(text))]);

    private static TestMigration Untransacted(long version, string sql) =>
        new(version, new ExecuteSql(sql)) { Transactional = false };

    private Task<MigrationPlan> RunAsync(RunnerOptions options, params MigrationSource[] migrations) =>
        new MigrationRunner(new(migrations), options, _time, _events).RunAsync(
            _session,
            new MigrationTarget.Up(),
            Token
        );

    private Task<MigrationFailedException> FailsAsync(params MigrationSource[] migrations) =>
        Assert.ThrowsAsync<MigrationFailedException>(() => RunAsync(new(), migrations));
}
