namespace Provisioning.Tests.Execution;

/// <summary>A clock that only pauses move: each is over at once, and counts in full.</summary>
internal sealed class FakeTime : TimeProvider
{
    private TimeSpan _elapsed;

    /// <summary>The pauses that were made.</summary>
    public List<TimeSpan> Pauses { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) + _elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Pauses.Add(dueTime);
        _elapsed += dueTime;
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
