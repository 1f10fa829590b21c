using Provisioning.Databases;
using Xunit;

namespace Provisioning.Tests.Databases;

public sealed class LockWaitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lock_that_is_free_is_taken_at_once()
    {
        var waiting = new List<string>();

        await LockWait.TakeAsync(
            _ => Task.FromResult<string?>(null),
            TimeSpan.Zero,
            TimeProvider.System,
            waiting.Add,
            Token
        );

        Assert.Empty(waiting);
    }

    [Fact]
    public async Task Each_holder_is_reported_once()
    {
        var holders = new Queue<string?>(["a", "a", "b", null]);
        var waiting = new List<string>();

        await LockWait.TakeAsync(
            _ => Task.FromResult(holders.Dequeue()),
            Timeout.InfiniteTimeSpan,
            new NoWait(),
            waiting.Add,
            Token
        );

        Assert.Equal(["a", "b"], waiting);
    }

    [Fact]
    public async Task After_its_time_the_holder_is_named()
    {
        var error = await Assert.ThrowsAsync<LockHeldException>(() =>
            LockWait.TakeAsync(
                _ => Task.FromResult<string?>("process 7"),
                TimeSpan.Zero,
                TimeProvider.System,
                waiting: null,
                Token
            )
        );

        Assert.Equal("process 7", error.Holder);
    }

    // Every pause is over at once.
    private sealed class NoWait : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
