namespace Provisioning.Seeding.Filling;

/// <summary>Chooses numbers within limits.</summary>
internal static class NumberValues
{
    private const int Wide = 1000;
    private const int Far = 1_000_000;

    /// <summary>The numbers.</summary>
    /// <param name="limits">What checks say of them.</param>
    /// <param name="least">The smallest that the type has.</param>
    /// <param name="most">The largest.</param>
    /// <param name="unit">How far two of them are from each other at least; 1 where there is room.</param>
    /// <param name="first">Where they begin, where the limits allow it.</param>
    public static NumberSequence Of(ColumnLimits limits, decimal least, decimal most, decimal unit, decimal first)
    {
        var (low, high) = (least, most);
        if (ColumnLimits.Number(limits.Least) is { } from)
        {
            low = Math.Max(low, from + (limits.IsAboveLeast ? unit : 0));
        }

        if (ColumnLimits.Number(limits.Most) is { } to)
        {
            high = Math.Min(high, to - (limits.IsBelowMost ? unit : 0));
        }

        var start = Math.Clamp(first, Math.Min(low, high), high);
        // A narrow range is used from its beginning; one without is left room at its end.
        start =
            high - start >= Wide ? start
            : high - low < Far ? Math.Min(low, high)
            : high - Far;
        var step = high - start >= Wide ? 1 : unit;
        start = Math.Min(start + (limits.Level * step), high);
        if (limits.Divisor is { } divisor)
        {
            step = divisor;
            start += (((limits.Remainder - start) % divisor) + divisor) % divisor;
        }

        var except = limits.Except.Select(ColumnLimits.Number).OfType<decimal>().ToHashSet();
        var count = Math.Max(1, decimal.Floor((high - start) / step) + 1);
        return new(
            start,
            step,
            (long)Math.Min(count, long.MaxValue / 2),
            except.Count == 0
                ? at => start + (at * step)
                : at =>
                    start + (at * step) is var value && except.Contains(value)
                        ? Math.Min(high, start + (count * step))
                        : value
        )
        {
            IsComplete = except.Count == 0,
        };
    }

    /// <summary>A power of ten.</summary>
    public static decimal Power(int exponent)
    {
        var power = 1m;
        for (var i = 0; i < Math.Abs(exponent); i++)
        {
            power = exponent < 0 ? power / 10 : power * 10;
        }

        return power;
    }
}
