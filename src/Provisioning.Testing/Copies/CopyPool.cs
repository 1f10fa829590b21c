namespace Provisioning.Testing.Copies;

/// <summary>Copies of one template that are made beforehand, while tests run.</summary>
/// <param name="make">Makes a copy.</param>
/// <param name="ready">How many are ready, or being made.</param>
internal sealed class CopyPool(Func<CancellationToken, Task<DatabaseCopy>> make, int ready)
{
    private readonly Queue<Task<DatabaseCopy>> _coming = new();
    private readonly Lock _gate = new();
    private bool _isFirst = true;

    /// <summary>The next copy.</summary>
    public async Task<DatabaseCopy> TakeAsync(CancellationToken token)
    {
        Task<DatabaseCopy>? next;
        lock (_gate)
        {
            next = _coming.Count > 0 ? _coming.Dequeue() : null;
            // A process with a single test needs no more than one.
            while (!_isFirst && _coming.Count < ready)
            {
                _coming.Enqueue(Task.Run(() => make(CancellationToken.None), CancellationToken.None));
            }

            _isFirst = false;
        }

        // Why one that was made beforehand failed, the one that is made now says as well.
        return next is { IsFaulted: false } ? await next.WaitAsync(token) : await make(token);
    }
}
