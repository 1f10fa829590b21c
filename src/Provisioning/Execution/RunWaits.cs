using System.Globalization;

namespace Provisioning.Execution;

/// <summary>What a run has waited for since its last step, for the history.</summary>
/// <param name="time">The clock.</param>
internal sealed class RunWaits(TimeProvider time)
{
    private readonly List<(string For, TimeSpan Long)> _waits = [];

    /// <summary>What was waited for, and how long; null for nothing.</summary>
    public string? Note =>
        _waits.Count == 0
            ? null
            : string.Join(
                "; ",
                _waits
                    .GroupBy(wait => wait.For, StringComparer.Ordinal)
                    .Select(same =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"waited {same.Sum(wait => wait.Long.TotalSeconds):0.0} s for {same.Key}"
                        )
                    )
            );

    /// <summary>Adds a wait.</summary>
    /// <param name="what">Who or what was waited for.</param>
    /// <param name="since">When it began, as the clock counts.</param>
    public void Add(string what, long since) => _waits.Add((what, time.GetElapsedTime(since)));

    /// <summary>Forgets them: they are recorded.</summary>
    public void Clear() => _waits.Clear();
}
