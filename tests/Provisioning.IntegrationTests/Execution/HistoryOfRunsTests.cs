using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>What the history has of runs that did not end, and of what they waited for.</summary>
public sealed class HistoryOfRunsTests(PostgreSqlServer server)
{
    private static readonly string[] Done = ["2 up done", "1 up done"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task A_run_that_was_killed_is_interrupted_and_says_who_and_when(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var scripted = new Scripted(database);
        await scripted.RunAsync(Token, "up", "--to", "1");
        var endless = new Scripted(database) { Fault = "code-endless" };
        await using (var run = endless.Start("up"))
        {
            await run.WaitForLineAsync("without an end", Token);
            var now = await RowsAsync(database);
            await run.SendAsync(Signal.Kill);
            await run.WaitAsync(Token);
            Assert.Equal(["3 up running", "1 up done"], now.Select(Text));
        }

        var up = await scripted.RunAsync(Token, "up");
        var after = await RowsAsync(database);
        var shown = await scripted.RunAsync(Token, "history");

        Assert.True(up.ExitCode == 0, up.Errors);
        Assert.Equal(["3 up done", "2 up done", "3 up interrupted", "1 up done"], after.Select(Text));
        Assert.Equal(
            (Environment.UserName, Environment.MachineName, "2 migrations from 2"),
            (after[2].Actor, after[2].Origin.Host, after[2].Event.Notes)
        );
        Assert.NotNull(after[2].RecordedAt);
        Assert.Contains("up interrupted", shown.Output, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_run_that_is_killed_outside_a_transaction_is_interrupted_too(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await StopAsync(database, new Steps(1, [Table("a"), Table("b")], []) { Transactional = false }, at: 1);

        var row = Assert.Single(await RowsAsync(database));

        Assert.Equal(("1 up interrupted", true), (Text(row), row.IsOfLedger));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_run_that_was_stopped_by_a_signal_is_interrupted(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await TestRun.RunAsync(database, new(), [new Steps(1, [Table("a")], [])]);
        await StopAsync(database, new Steps(2, [Table("b")], []), at: 2);

        var rows = await RowsAsync(database);

        Assert.Equal(["2 up interrupted", "1 up done"], rows.Select(Text));
        Assert.Equal("stopped by a signal", rows[0].Event.Notes);
    }

    [Theory]
    [OnBothEngines]
    public async Task What_a_run_waited_for_and_how_long_is_there(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await TestRun.RunAsync(database, new(), [new Steps(1, [Table("a")], [])]);
        await using var other = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        await HoldAsync(other);
        var waits = new TaskCompletionSource();

        var run = TestRun.RunAsync(
            database,
            new() { LockWait = TimeSpan.FromMinutes(1) },
            [new Steps(1, [Table("a")], []), new Steps(2, [Table("b")], [])],
            new Events(seen =>
            {
                if (seen is RunEvent.Waiting)
                {
                    waits.TrySetResult();
                }
            })
        );
        await waits.Task.WaitAsync(Token);
        await other.RollbackAsync();
        await other.UnlockAsync();
        await run;
        var rows = await RowsAsync(database);

        Assert.Equal(Done, rows.Select(Text));
        Assert.Matches("^waited [0-9]+[.][0-9] s for .+", rows[0].Event.Notes);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_run_that_ends_leaves_nothing_but_its_migrations(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await TestRun.RunAsync(database, new(), [new Steps(1, [Table("a")], [])]);
        await TestRun.RunAsync(database, new(), [new Steps(1, [Table("a")], []), new Steps(2, [Table("b")], [])]);

        Assert.Equal(Done, (await RowsAsync(database)).Select(Text));
        Assert.Equal(Done[..1], (await RowsAsync(database, limit: 1)).Select(Text));
        Assert.Equal(
            ["1|up", "2|begin-up", "2|up", "2|end-up"],
            await database.RowsAsync("SELECT version, event FROM provisioning_history ORDER BY id", Token)
        );
    }

    private static CreateTable Table(string name) => new(new(name, [new("id", new(ColumnKind.Int32))]));

    private static Task HoldAsync(DatabaseSession other) =>
        other.TransactionIsLock ? other.BeginAsync(TransactionOptions.Default, Token) : other.TryLockAsync(Token);

    // Cancels the run after the first statement of a step.
    private static async Task StopAsync(TestDatabase database, Steps step, long at)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var events = new Events(seen =>
        {
            if (seen is RunEvent.Executed { Step.Migration.Version: var version } && version == at)
            {
                stop.Cancel();
            }
        });
        MigrationSource[] all = step.Version == 1 ? [step] : [new Steps(1, [Table("a")], []), step];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            TestRun.RunAsync(database, new() { ReportsStatements = true }, all, events, token: stop.Token)
        );
    }

    private static async Task<IReadOnlyList<HistoryRow>> RowsAsync(TestDatabase database, int limit = 50)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        return await HistoryReader.ReadAsync(session, new(), version: null, limit, Token);
    }

    private static string Text(HistoryRow row) => $"{row.Event.Version} {row.Event.What} {row.Event.Outcome}";
}
