using Provisioning.Databases;

namespace Provisioning.Systems;

/// <summary>Waits until a database's server answers.</summary>
/// <param name="clock">The clock.</param>
/// <param name="progress">Receives each failed attempt.</param>
public sealed class DatabaseWait(TimeProvider clock, IProgress<WaitingForServer>? progress = null)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Returns as soon as the server answers: whether the database is there, too, and how long it
    /// took.</summary>
    /// <param name="database">The database.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ConnectionFailedException">It did not answer in time, or refuses us for a reason that waiting
    /// does not change.</exception>
    public async Task<(bool Exists, TimeSpan Waited)> UntilReadyAsync(
        Database database,
        TimeSpan patience,
        CancellationToken token
    )
    {
        var start = clock.GetTimestamp();
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            var left = patience - clock.GetElapsedTime(start);
            var error = await TryAsync(database, left, token);
            var waited = clock.GetElapsedTime(start);
            if (error.Failure is null)
            {
                return (error.Exists, waited);
            }

            if (!error.Failure.IsTransient)
            {
                throw error.Failure;
            }

            if (waited >= patience)
            {
                throw new ConnectionFailedException(
                    $"{database.Location} did not answer within {patience.TotalSeconds:0.#} s: {error.Failure.Message}",
                    error.Failure
                )
                {
                    IsTransient = true,
                };
            }

            // The last attempt is made when the time is up.
            pause = pause < patience - waited ? pause : patience - waited;
            progress?.Report(new(attempt, waited, pause, error.Failure.Message));
            await Task.Delay(pause, clock, token);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<(bool Exists, ConnectionFailedException? Failure)> TryAsync(
        Database database,
        TimeSpan left,
        CancellationToken token
    )
    {
        // One attempt must not exceed the total wait.
        using var limit = new CancellationTokenSource(
            left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1),
            clock
        );
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, limit.Token);
        try
        {
            var exists = await database.ExistsAsync(either.Token);
            if (exists)
            {
                await using var session = await database.OpenAsync(either.Token);
            }

            return (exists, null);
        }
        catch (ConnectionFailedException error)
        {
            return (false, error);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return (false, new("it accepts no connection.") { IsTransient = true });
        }
    }
}

/// <summary>A server did not answer yet.</summary>
/// <param name="Attempt">The number of attempts so far.</param>
/// <param name="Waited">How long they took.</param>
/// <param name="Pause">How long it is until the next.</param>
/// <param name="Reason">Why this one failed.</param>
public sealed record WaitingForServer(int Attempt, TimeSpan Waited, TimeSpan Pause, string Reason);
