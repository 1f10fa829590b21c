using System.Text.Json.Nodes;

namespace Provisioning.CommandLine.Page.Live;

/// <summary>An answer that is made once for all who ask within a moment, so that many windows ask the database no more
/// often than one.</summary>
/// <param name="lasts">For how long it is not made again.</param>
/// <param name="make">Makes it.</param>
/// <param name="clock">The time.</param>
internal sealed class SharedAnswer(TimeSpan lasts, Func<CancellationToken, Task<string>> make, TimeProvider clock)
    : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private (string Text, long At)? _last;

    /// <summary>One of JSON.</summary>
    public static SharedAnswer Json(
        TimeSpan lasts,
        Func<CancellationToken, Task<JsonObject>> make,
        TimeProvider clock
    ) => new(lasts, async token => PageText.Json(await make(token)), clock);

    /// <summary>The answer, at most as old as it may be.</summary>
    public async Task<string> GetAsync(CancellationToken token)
    {
        await _one.WaitAsync(token);
        try
        {
            if (_last is not { } last || clock.GetElapsedTime(last.At) > lasts)
            {
                last = (await make(token), clock.GetTimestamp());
                _last = last;
            }

            return last.Text;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();
}
