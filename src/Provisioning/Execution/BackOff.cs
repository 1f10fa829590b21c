namespace Provisioning.Execution;

/// <summary>The pauses between tries of what met others: each up to twice as long as the one before.</summary>
/// <param name="time">The clock.</param>
/// <param name="budget">For how long there are any.</param>
internal sealed class BackOff(TimeProvider time, TimeSpan budget)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(6.4);

    private readonly long _since = time.GetTimestamp();
    private TimeSpan _most = Shortest;

    /// <summary>Whether the time is not up yet.</summary>
    public bool MayTryAgain => time.GetElapsedTime(_since) < budget;

    /// <summary>The next pause, drawn from the upper half: two runs that met go on at different times.</summary>
    public TimeSpan Next()
    {
        var pause = _most * (0.5 + (Random.Shared.NextDouble() / 2));
        _most = _most < Longest ? _most * 2 : _most;
        return pause;
    }
}
