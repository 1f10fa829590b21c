using Provisioning.Seeding.Filling.Choices;

namespace Provisioning.Seeding.Filling;

/// <summary>When the rows of a table came to be: later than the rows that they refer to, in two years up to the end of
/// 2025. Computed from the row's number alone, through those of its parents.</summary>
internal sealed class RowClock
{
    // More than so many moments for one row are too slow.
    private const int MostSteps = 24;

    private static readonly long Start = new DateTime(2024, 1, 1).Ticks;
    private static readonly TimeSpan Span = TimeSpan.FromDays(730);
    private static readonly long Month = Milliseconds(TimeSpan.FromDays(30));

    private readonly RandomSource _random;
    private readonly Remembered _elapsed;
    private readonly List<(RowClock Clock, Func<long, long> Row)> _parents = [];
    private readonly long _count;
    private readonly long _earliest;
    private readonly long _latest;
    private readonly int _level;
    private readonly int _steps = 1;

    /// <summary>The clock of a table.</summary>
    /// <param name="random">Its numbers.</param>
    /// <param name="count">How many rows it has.</param>
    /// <param name="parents">The clocks of the tables that it refers to, with the row that each row refers to; −1 for
    /// none, and no function where that is not known.</param>
    public RowClock(RandomSource random, long count, IReadOnlyList<(RowClock Clock, Func<long, long>? Row)> parents)
    {
        (_random, _count) = (random, Math.Max(1, count));
        foreach (var (clock, row) in parents)
        {
            _level = Math.Max(_level, clock._level + 1);
            if (row is not null && _steps + clock._steps <= MostSteps)
            {
                _parents.Add((clock, row));
                _steps += clock._steps;
            }
            else
            {
                _earliest = Math.Max(_earliest, clock._latest);
            }
        }

        _elapsed = new(RowChoice.Of(Elapsed));
        // Each level of references has room after the one before.
        _latest = Milliseconds(Span) * (_level + 1) / (_level + 2);
    }

    /// <summary>The row of its own table that a row refers to, before it; −1 for none. Null where it refers to
    /// none.</summary>
    public Func<long, long>? Own { get; init; }

    /// <summary>When a row came to be, in ticks that are whole milliseconds.</summary>
    public long At(long row) => Start + (_elapsed.At(row) * TimeSpan.TicksPerMillisecond);

    /// <summary>A moment after a row came to be, in ticks: within a month, mostly soon.</summary>
    /// <param name="row">The row.</param>
    /// <param name="random">The column's numbers.</param>
    public long After(long row, RandomSource random)
    {
        var numbers = random.Row(row);
        return At(row) + (Part(Squared(numbers.Next()), Month) * TimeSpan.TicksPerMillisecond);
    }

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;

    private long Elapsed(long row)
    {
        var numbers = _random.Row(row);
        if (_level == 0)
        {
            // In the order of the rows, and so after those before.
            var step = _latest / (double)_count;
            return (long)((row * step) + (step * (numbers.Next() >> 32) / uint.MaxValue));
        }

        var earliest = _earliest;
        foreach (var (clock, parent) in _parents)
        {
            if (parent(row) is >= 0 and var at)
            {
                earliest = Math.Max(earliest, clock.Elapsed(at));
            }
        }

        if (Own?.Invoke(row) is >= 0 and var own && own < row)
        {
            earliest = Math.Max(earliest, Elapsed(own));
        }

        return earliest + Part(Squared(numbers.Next()), _latest - earliest);
    }

    private static ulong Squared(ulong bits) => (bits >> 32) * (bits >> 32);

    private static long Part(ulong share, long whole) => (long)Math.BigMul(share, (ulong)Math.Max(0, whole), out _);
}
