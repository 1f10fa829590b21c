using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Tests.Planning;
using Xunit;

namespace Provisioning.Tests.Execution;

public sealed class MigrationRunnerTests : IAsyncDisposable
{
    private readonly FakeSession _session = new();
    private readonly FakeTime _time = new();
    private readonly RunEvents _events = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_migration_is_a_transaction_with_its_ledger_rows_under_one_lock()
    {
        await Runner().RunAsync(_session, new MigrationTarget.Up(), Token);

        Assert.Equal(
            [
                "LOCK",
                "BEGIN",
                "A",
                "version 1",
                "ledger",
                "COMMIT",
                "BEGIN",
                "B",
                "version 2",
                "ledger",
                "COMMIT",
                "UNLOCK",
            ],
            _session.Log
        );
        Assert.Equal(["Planned", "Started", "Finished", "Started", "Finished"], _events.Kinds);
    }

    [Fact]
    public async Task Only_the_last_transaction_has_to_be_on_disk_at_its_commit()
    {
        await Runner().RunAsync(_session, new MigrationTarget.Up(), Token);

        Assert.Equal([false, true], _session.Transactions.Select(transaction => transaction.IsDurable));
    }

    [Fact]
    public async Task With_nothing_to_do_no_lock_is_taken_and_nothing_is_written()
    {
        _session.Ledger.Apply(1, 2);

        var plan = await Runner().RunAsync(_session, new MigrationTarget.Up(), Token);

        Assert.Empty(plan.Steps);
        Assert.Empty(_session.Log);
        Assert.Equal(["Planned"], _events.Kinds);
    }

    [Fact]
    public async Task What_another_run_applied_while_this_one_waited_for_the_lock_is_not_run_again()
    {
        _session.Holders.Enqueue("process 8");
        var events = new RunEvents(value =>
        {
            if (value is RunEvent.Waiting)
            {
                _session.Ledger.Apply(1);
            }
        });

        await Runner(new(), events).RunAsync(_session, new MigrationTarget.Up(), Token);

        Assert.Equal(
            ["LOCKED BY process 8", "LOCK", "BEGIN", "B", "version 2", "ledger", "COMMIT", "UNLOCK"],
            _session.Log
        );
        Assert.Equal("process 8", events.All.OfType<RunEvent.Waiting>().Single().Holder);
    }

    [Fact]
    public async Task A_lock_that_is_not_given_up_in_time_is_a_refusal_and_nothing_is_run()
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            _session.Holders.Enqueue("process 8");
        }

        var error = await Assert.ThrowsAsync<LockHeldException>(() =>
            Runner(new() { LockWait = TimeSpan.FromSeconds(10) }).RunAsync(_session, new MigrationTarget.Up(), Token)
        );

        Assert.Equal("process 8", error.Holder);
        Assert.DoesNotContain("BEGIN", _session.Log);
        Assert.DoesNotContain("UNLOCK", _session.Log);
    }

    [Fact]
    public async Task The_lock_is_released_after_a_failure()
    {
        _session.FailOn("B");

        await Assert.ThrowsAsync<MigrationFailedException>(() =>
            Runner().RunAsync(_session, new MigrationTarget.Up(), Token)
        );

        Assert.Equal("UNLOCK", _session.Log[^1]);
        Assert.Equal([1], _session.Ledger.Applied);
    }

    [Fact]
    public async Task The_lock_is_released_after_a_cancellation()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var events = new RunEvents(value =>
        {
            if (value is RunEvent.Finished)
            {
                stop.Cancel();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Runner(new(), events).RunAsync(_session, new MigrationTarget.Up(), stop.Token)
        );

        Assert.Equal(["LOCK", "BEGIN", "A", "version 1", "ledger", "COMMIT", "UNLOCK"], _session.Log);
    }

    [Fact]
    public async Task A_rollback_goes_from_the_highest_version_down_and_forgets_each()
    {
        _session.Ledger.Apply(1, 2);
        MigrationSource[] migrations = [Schema(1), Schema(2)];
        var runner = new MigrationRunner(new(migrations), new(), _time, _events);

        await runner.RunAsync(_session, new MigrationTarget.DownTo(0), Token);

        Assert.Equal(
            [
                "LOCK",
                "BEGIN",
                "DROP SCHEMA \"s2\"",
                "no version 2",
                "no ledger",
                "COMMIT",
                "BEGIN",
                "DROP SCHEMA \"s1\"",
                "no version 1",
                "no ledger",
                "COMMIT",
                "UNLOCK",
            ],
            _session.Log
        );
        Assert.Empty(_session.Ledger.Applied);
    }

    [Fact]
    public async Task Where_the_transaction_is_the_lock_a_plan_that_another_run_overtook_is_made_again()
    {
        var session = new FakeSession { IsLockedByTransaction = true };
        session.Ledger.Apply(1);
        var isFirst = true;
        var events = new RunEvents(value =>
        {
            if (value is RunEvent.Planned && isFirst)
            {
                isFirst = false;
                session.Ledger.Apply(2);
            }
        });
        var runner = new MigrationRunner(new([Sql(1, "A"), Sql(2, "B"), Sql(3, "C")]), new(), _time, events);

        await runner.RunAsync(session, new MigrationTarget.Up(), Token);

        Assert.DoesNotContain("B", session.Log);
        Assert.Contains("C", session.Log);
        Assert.Equal([1, 2, 3], session.Ledger.Applied);
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private static TestMigration Sql(long version, string sql) => new(version, new ExecuteSql(sql));

    private static TestMigration Schema(long version) => new(version, new CreateSchema($"s{version}"));

    private MigrationRunner Runner() => Runner(new());

    private MigrationRunner Runner(RunnerOptions options, RunEvents? events = null) =>
        new(new([Sql(1, "A"), Sql(2, "B")]), options, _time, events ?? _events);
}
