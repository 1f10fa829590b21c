using System.Numerics;
using System.Runtime.InteropServices;

namespace Provisioning.Seeding.Filling;

/// <summary>The numbers from 0 to a count in another order: each of them once, any of them computed alone, in constant
/// memory. A Feistel network over the next power of four, walked until it falls below the count.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct KeyedPermutation
{
    private const int Rounds = 4;

    private readonly ulong _key;
    private readonly ulong _count;
    private readonly int _half;

    /// <summary>The order that a key gives.</summary>
    /// <param name="key">What decides the order.</param>
    /// <param name="count">How many numbers, from 1 to 2⁶².</param>
    public KeyedPermutation(ulong key, long count)
    {
        _key = key;
        _count = (ulong)count;
        _half = Math.Max(1, (65 - BitOperations.LeadingZeroCount(_count - 1)) / 2);
    }

    /// <summary>The number at a place.</summary>
    /// <param name="place">From 0 to the count − 1.</param>
    public long At(long place)
    {
        var number = (ulong)place;
        var mask = (1UL << _half) - 1;
        do
        {
            var (left, right) = (number >> _half, number & mask);
            for (var round = 1; round <= Rounds; round++)
            {
                (left, right) = (right, left ^ (RowRandom.Mix(right ^ _key ^ ((ulong)round << 56)) & mask));
            }

            number = (left << _half) | right;
        } while (number >= _count);

        return (long)number;
    }
}
