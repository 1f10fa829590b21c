using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.FleetSimulation;

/// <summary>A database in memory that keeps no more than which versions it has, and counts how often each was
/// committed.</summary>
/// <param name="name">Its name.</param>
/// <param name="faults">What goes wrong.</param>
public sealed class SimulatedDatabase(string name, Faults faults) : Database
{
    private int _isLocked;

    /// <inheritdoc />
    public override Dialect Dialect => SimulatedDialect.Instance;

    /// <inheritdoc />
    public override string Name => name;

    /// <inheritdoc />
    public override string Location => $"simulated://{name}";

    /// <inheritdoc />
    public override string ConnectionString => "";

    /// <summary>Whether its server does not answer, ever.</summary>
    public bool IsUnreachable { get; init; }

    /// <summary>Whether a migration can never run on its rows.</summary>
    public bool IsBroken { get; init; }

    /// <summary>How often each version was committed.</summary>
    public SortedDictionary<long, int> Commits { get; } = [];

    /// <summary>How many sessions have a transaction open on it at once, at most.</summary>
    public int MostWriters { get; private set; }

    internal Faults Faults => faults;

    internal int Writers
    {
        get;
        set
        {
            field = value;
            MostWriters = Math.Max(MostWriters, value);
        }
    }

    /// <inheritdoc />
    public override Task<bool> ExistsAsync(CancellationToken token) => Task.FromResult(true);

    /// <inheritdoc />
    public override Task<bool> CreateAsync(CancellationToken token) => throw new NotSupportedException();

    /// <inheritdoc />
    public override Task<bool> DropAsync(CancellationToken token) => throw new NotSupportedException();

    /// <inheritdoc />
    public override Database Scratch(string purpose) => throw new NotSupportedException();

    /// <inheritdoc />
    public override Database Beside(string name) => throw new NotSupportedException();

    /// <inheritdoc />
    public override Task<IReadOnlyList<DatabaseEntry>> ListAsync(CancellationToken token) =>
        throw new NotSupportedException();

    /// <inheritdoc />
    public override async Task<DatabaseSession> OpenAsync(CancellationToken token)
    {
        if (faults.Draws("slow", perThousand: 20))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), token);
        }

        return IsUnreachable ? throw new ConnectionFailedException($"{Location} does not answer")
            : faults.Draws("refused", perThousand: 20)
                ? throw new ConnectionFailedException("too many connections") { IsTransient = true }
            : new SimulatedSession(this);
    }

    internal bool TryLock() => Interlocked.CompareExchange(ref _isLocked, 1, 0) == 0;

    internal void Unlock() => Volatile.Write(ref _isLocked, 0);
}
