using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Systems;
using Provisioning.Tests.Execution;
using Xunit;

namespace Provisioning.Tests.Systems;

public sealed class DatabaseWaitTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(20)]
    public async Task It_gives_up_when_the_time_is_up_and_not_before(int seconds)
    {
        var time = new FakeTime();

        var error = await Assert.ThrowsAsync<ConnectionFailedException>(() =>
            new DatabaseWait(new WithoutTimers(time)).UntilReadyAsync(
                new Silent(),
                TimeSpan.FromSeconds(seconds),
                TestContext.Current.CancellationToken
            )
        );

        Assert.Equal(TimeSpan.FromSeconds(seconds), time.GetElapsedTime(0));
        Assert.Contains($"within {seconds} s", error.Message, StringComparison.Ordinal);
    }

    // The limit of one attempt is no pause.
    private sealed class WithoutTimers(FakeTime time) : TimeProvider
    {
        public override long TimestampFrequency => time.TimestampFrequency;

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            state is CancellationTokenSource
                ? System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
                : time.CreateTimer(callback, state, dueTime, period);
    }

    private sealed class Silent : Database
    {
        public override Dialect Dialect { get; } = new PostgreSqlDialect();

        public override string Name => "silent";

        public override string Location => "silent";

        public override string ConnectionString => "";

        public override Task<bool> ExistsAsync(CancellationToken token) =>
            throw new ConnectionFailedException("nobody listens.") { IsTransient = true };

        public override Task<bool> CreateAsync(CancellationToken token) => throw new NotSupportedException();

        public override Task<bool> DropAsync(CancellationToken token) => throw new NotSupportedException();

        public override Database Scratch(string name) => throw new NotSupportedException();

        public override Database Beside(string name) => throw new NotSupportedException();

        public override Task<IReadOnlyList<DatabaseEntry>> ListAsync(CancellationToken token) =>
            throw new NotSupportedException();

        public override Task<DatabaseSession> OpenAsync(CancellationToken token) => throw new NotSupportedException();
    }
}
