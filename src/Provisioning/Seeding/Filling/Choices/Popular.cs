using System.Runtime.InteropServices;

namespace Provisioning.Seeding.Filling.Choices;

/// <summary>Some by Zipf's law, the others evenly, so that most are chosen.</summary>
/// <param name="random">The numbers of rows.</param>
/// <param name="share">How many rows of 10,000 go by Zipf's law; null for every other, by one bit.</param>
/// <param name="choices">How many choices are made.</param>
/// <param name="places">Which those are.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Popular(RandomSource random, long? share, long choices, ShuffledPlaces places) : IRowRule
{
    private const int Whole = 10_000;

    private readonly double _log = Skew.Log2(choices);
    private readonly bool _isHalf = share is null;
    private readonly long _share = share ?? 0;

    /// <inheritdoc />
    public long At(long row)
    {
        var numbers = random.Row(row);
        var isPopular = _isHalf ? (numbers.Next() & 1) == 0 : numbers.Next(1, Whole) <= _share;
        return places.At(isPopular ? Skew.Zipf(ref numbers, choices, _log) : numbers.Next(0, choices - 1));
    }
}
