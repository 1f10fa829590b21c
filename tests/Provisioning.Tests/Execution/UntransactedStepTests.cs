using Provisioning.Execution;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Tests.Planning;
using Xunit;

namespace Provisioning.Tests.Execution;

public sealed class UntransactedStepTests : IAsyncDisposable
{
    private readonly FakeSession _session = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_statement_is_committed_with_the_record_of_it()
    {
        await RunAsync("A", "B");

        Assert.Equal(
            [
                "LOCK",
                "BEGIN",
                "ledger",
                "COMMIT",
                "BEGIN",
                "A",
                "done 1",
                "COMMIT",
                "BEGIN",
                "B",
                "done 2",
                "COMMIT",
                "BEGIN",
                "version 1",
                "done 2, finished",
                "COMMIT",
                "UNLOCK",
            ],
            _session.Log
        );
    }

    [Fact]
    public async Task A_statement_that_fails_leaves_those_before_it_and_the_ledger_says_how_many()
    {
        _session.FailOn("B");

        var error = await Assert.ThrowsAsync<MigrationFailedException>(() => RunAsync("A", "B", "C"));

        Assert.False(error.IsRolledBack);
        Assert.Equal(
            [
                "LOCK",
                "BEGIN",
                "ledger",
                "COMMIT",
                "BEGIN",
                "A",
                "done 1",
                "COMMIT",
                "BEGIN",
                "ROLLBACK",
                "BEGIN",
                "done 1",
                "COMMIT",
                "UNLOCK",
            ],
            _session.Log
        );
        Assert.Empty(_session.Ledger.Applied);
    }

    [Fact]
    public async Task The_next_run_resumes_with_the_statement_that_failed()
    {
        _session.Ledger.Interrupt(1, [new("A"), new("B"), new("C")], done: 1);

        await RunAsync("A", "B", "C");

        Assert.Equal(
            [
                "LOCK",
                "BEGIN",
                "B",
                "done 2",
                "COMMIT",
                "BEGIN",
                "C",
                "done 3",
                "COMMIT",
                "BEGIN",
                "version 1",
                "done 3, finished",
                "COMMIT",
                "UNLOCK",
            ],
            _session.Log
        );
    }

    [Theory]
    [InlineData("25001")]
    [InlineData("2D000")]
    public async Task A_statement_that_the_server_refuses_in_a_transaction_runs_without_one_and_is_recorded_after_it(
        string code
    )
    {
        _session.FailOn("A", code, times: 1);

        await RunAsync("A");

        Assert.Equal(
            [
                "LOCK",
                "BEGIN",
                "ledger",
                "COMMIT",
                "BEGIN",
                "ROLLBACK",
                "A",
                "BEGIN",
                "done 1",
                "COMMIT",
                "BEGIN",
                "version 1",
                "done 1, finished",
                "COMMIT",
                "UNLOCK",
            ],
            _session.Log
        );
    }

    [Fact]
    public async Task An_index_that_was_interrupted_is_run_as_a_repeated_statement()
    {
        var index = new CreateIndex(new(null, "t"), new("ix", [new("a")])) { IsConcurrent = true };
        var statements = _session.Database.Dialect.Render(index);
        _session.Ledger.Interrupt(1, statements, done: 0);

        await RunAsync([index]);

        Assert.Equal(["LOCK", "REPEATED", statements.Single().Text, "BEGIN", "done 1", "COMMIT"], _session.Log.Take(6));
    }

    [Fact]
    public async Task A_cancellation_between_statements_leaves_the_ledger_at_the_last_one_done()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        _session.Failure = statement =>
        {
            if (statement.Text == "B")
            {
                stop.Cancel();
                return new OperationCanceledException(stop.Token);
            }

            return null;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Runner([new ExecuteSql("A"), new ExecuteSql("B")]).RunAsync(_session, new MigrationTarget.Up(), stop.Token)
        );

        Assert.Equal(
            ["LOCK", "BEGIN", "ledger", "COMMIT", "BEGIN", "A", "done 1", "COMMIT", "BEGIN", "ROLLBACK", "UNLOCK"],
            _session.Log
        );
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private static MigrationRunner Runner(Operation[] operations) =>
        new(new([new TestMigration(1, operations) { Transactional = false }]), new(), new FakeTime());

    private Task<MigrationPlan> RunAsync(params string[] sql) =>
        RunAsync([.. sql.Select(text => new ExecuteSql(text))]);

    private Task<MigrationPlan> RunAsync(Operation[] operations) =>
        Runner(operations).RunAsync(_session, new MigrationTarget.Up(), Token);
}
