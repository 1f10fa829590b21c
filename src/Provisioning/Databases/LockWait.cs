namespace Provisioning.Databases;

/// <summary>Waits for a lock that another run holds.</summary>
public static class LockWait
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    /// <summary>Tries to take the lock until it is taken, with growing pauses of at most 0.4 s in between. Polled,
    /// never waited for inside the server: a session that waits there holds a snapshot, which an index built
    /// concurrently waits for.</summary>
    /// <param name="tryTake">Tries once. Null: taken. Otherwise: who holds it, for people.</param>
    /// <param name="patience">How long to go on; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it
    /// takes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="waiting">Called with the holder, once for each that is waited for; null for no call.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="LockHeldException">Another run did not release it in time.</exception>
    public static async Task TakeAsync(
        Func<CancellationToken, Task<string?>> tryTake,
        TimeSpan patience,
        TimeProvider time,
        Action<string>? waiting,
        CancellationToken token
    )
    {
        var since = time.GetTimestamp();
        string? named = null;
        for (
            var pause = ShortestPause;
            await tryTake(token) is { } holder;
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause
        )
        {
            if (patience != Timeout.InfiniteTimeSpan && time.GetElapsedTime(since) > patience)
            {
                throw new LockHeldException(holder, patience);
            }

            if (named != holder)
            {
                waiting?.Invoke(named = holder);
            }

            await Task.Delay(pause, time, token);
        }
    }
}
