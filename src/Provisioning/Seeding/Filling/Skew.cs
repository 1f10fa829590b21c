using System.Numerics;

namespace Provisioning.Seeding.Filling;

/// <summary>Choices of which some are made far more often than others. Only additions, multiplications and divisions,
/// which every machine rounds alike.</summary>
internal static class Skew
{
    private const double Ln2 = 0.69314718055994530942;
    private const double TwoTo53 = 9007199254740992;
    private const int Parts = 64;

    // Far more than the quick way errs.
    private const double Doubt = 1e-11;

    private static readonly double[] PartPowers = [.. Enumerable.Range(0, Parts).Select(part => Exp2(part / 64.0))];

    /// <summary>Zipf's law: the most frequent of a count twice as often as the second, three times as often as the
    /// third.</summary>
    /// <param name="random">The row's numbers.</param>
    /// <param name="count">How many there are to choose from.</param>
    /// <param name="log">Their <see cref="Log2"/> and one.</param>
    /// <returns>The choice, 0 the most frequent.</returns>
    public static long Zipf(ref RowRandom random, long count, double log) =>
        Math.Min(Scaled(1, Unit(ref random) * log) - 1, count - 1);

    /// <summary>A log-normal distribution: many small ones, a few that are much larger.</summary>
    /// <param name="random">The row's numbers.</param>
    /// <param name="count">How many there are to choose from.</param>
    public static long LogNormal(ref RowRandom random, long count)
    {
        // Twelve uniform numbers make a normal one.
        var sum = 0L;
        for (var i = 0; i < 3; i++)
        {
            var bits = random.Next();
            sum += (long)((bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48));
        }

        var normal = (sum / 65536.0) - 6;
        var median = Math.Min(count / 20.0, 100);
        return Math.Clamp(Scaled(median, 8 + (normal * 1.5), 256), 0, count - 1);
    }

    /// <summary>The binary logarithm of a number and one.</summary>
    public static double Log2(long count)
    {
        var whole = 63 - BitOperations.LeadingZeroCount((ulong)(count + 1));
        var rest = (count + 1) / (double)(1L << whole);
        var (log, bit) = ((double)whole, 0.5);
        for (; bit > 1e-15; bit /= 2)
        {
            rest *= rest;
            if (rest >= 2)
            {
                rest /= 2;
                log += bit;
            }
        }

        return log;
    }

    private static double Unit(ref RowRandom random) => (random.Next() >> 11) / TwoTo53;

    // The whole part of factor × 2^exponent / divisor. Where the quick way is so close to a whole number that it may be
    // on its other side, the exact one decides, so that both always agree.
    private static long Scaled(double factor, double exponent, double divisor = 1)
    {
        var quick = factor * QuickExp2(exponent) / divisor;
        var whole = (long)(quick * (1 - Doubt));
        return whole == (long)(quick * (1 + Doubt)) ? whole : (long)(factor * Exp2(exponent) / divisor);
    }

    // From a table, and the beginning of a series for what is left: without its divisions.
    private static double QuickExp2(double exponent)
    {
        var parts = Math.Max(exponent, 0) * Parts;
        var whole = (long)parts;
        var rest = (parts - whole) * (Ln2 / Parts);
        var series = 1 + (rest * (1 + (rest * (0.5 + (rest * ((1 / 6.0) + (rest * ((1 / 24.0) + (rest / 120)))))))));
        return series * PartPowers[whole % Parts] * BitConverter.Int64BitsToDouble(((whole / Parts) + 1023) << 52);
    }

    private static double Exp2(double exponent)
    {
        var whole = (long)Math.Max(exponent, 0);
        var (rest, sum, term) = ((Math.Max(exponent, 0) - whole) * Ln2, 1.0, 1.0);
        for (var i = 1; i <= 14; i++)
        {
            term = term * rest / i;
            sum += term;
        }

        return sum * BitConverter.Int64BitsToDouble((whole + 1023) << 52);
    }
}
