namespace Provisioning.FleetSimulation;

/// <summary>What goes wrong in a simulated fleet, drawn by lot from a seed, and when the process is killed.</summary>
/// <param name="seed">The seed.</param>
public sealed class Faults(int seed)
{
    private readonly Random _random = new(seed);
    private readonly Lock _gate = new();
    private long _commits;

    /// <summary>Whether nothing goes wrong by lot.</summary>
    public bool IsCalm { get; init; }

    /// <summary>After how many commits of the whole fleet the process is killed; null for never.</summary>
    public long? KilledAfter { get; set; }

    /// <summary>Called at the moment of the kill.</summary>
    public Action? Killed { get; set; }

    /// <summary>Whether the process is dead: nothing that it does reaches a database any more.</summary>
    public bool IsDead { get; private set; }

    /// <summary>How many faults there were, by kind.</summary>
    public IDictionary<string, int> Counts { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>A new process begins.</summary>
    public void Revive() => (IsDead, KilledAfter) = (false, null);

    /// <summary>Whether this goes wrong now, in so many of a thousand cases.</summary>
    public bool Draws(string kind, double perThousand)
    {
        lock (_gate)
        {
            if (IsCalm || _random.NextDouble() * 1000 >= perThousand)
            {
                return false;
            }

            Counts[kind] = Counts.TryGetValue(kind, out var times) ? times + 1 : 1;
            return true;
        }
    }

    /// <summary>A commit: does the work, unless the process is dead by now.</summary>
    /// <returns>Whether it was done.</returns>
    public bool Commit(Action work)
    {
        lock (_gate)
        {
            if (IsDead)
            {
                return false;
            }

            if (_commits++ == KilledAfter)
            {
                IsDead = true;
                Killed?.Invoke();
                return false;
            }

            work();
            return true;
        }
    }
}
