using System.Runtime.CompilerServices;

namespace Provisioning.Seeding;

/// <summary>The random numbers of one row: SplitMix64, with whole-number arithmetic wherever machines could differ.
/// Made by <see cref="RandomSource"/>.</summary>
public struct RowRandom
{
    private ulong _state;

    internal RowRandom(ulong state) => _state = state;

    /// <summary>64 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>A whole number, both bounds included.</summary>
    /// <param name="min">The smallest.</param>
    /// <param name="max">The largest, less than 2⁶³ above the smallest.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next(long min, long max)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(min, max);
        return min + (long)Math.BigMul(Next(), (ulong)(max - min) + 1, out _);
    }

    /// <summary>A number with so many decimal places, both bounds included: <c>Double(4, 5, 1)</c> is one of 4.0, 4.1 …
    /// 5.0.</summary>
    /// <param name="min">The smallest.</param>
    /// <param name="max">The largest.</param>
    /// <param name="decimals">Decimal places, from 0 to 15.</param>
    public double Double(double min, double max, int decimals)
    {
        var scale = PowerOfTen(decimals);
        return Next((long)Math.Round(min * scale), (long)Math.Round(max * scale)) / scale;
    }

    /// <summary>True in so many cases of a hundred.</summary>
    /// <param name="percent">From 0, never, to 100, always.</param>
    public bool Chance(int percent) => Next(1, 100) <= percent;

    /// <summary>One of the items, each as likely as the others.</summary>
    /// <param name="items">At least one.</param>
    public T Pick<T>(ReadOnlySpan<T> items) => items[(int)Next(0, items.Length - 1)];

    /// <summary>Fills <paramref name="places"/> with different numbers from 0 to <paramref name="count"/> − 1, in no
    /// particular order.</summary>
    /// <param name="count">How many there are to choose from, at least as many as there are places.</param>
    /// <param name="places">What is filled.</param>
    public void Sample(int count, Span<int> places)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, places.Length);

        // Floyd's way: one number for each place, whatever the count.
        for (var i = 0; i < places.Length; i++)
        {
            var last = count - places.Length + i;
            var choice = (int)Next(0, last);
            places[i] = places[..i].Contains(choice) ? last : choice;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }

    private static double PowerOfTen(int exponent)
    {
        var power = 1.0;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }
}
