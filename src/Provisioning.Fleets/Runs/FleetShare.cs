using System.Globalization;

namespace Provisioning.Fleets.Runs;

/// <summary>A number of targets, or a part of all in per cent.</summary>
/// <param name="Value">The number, or the per cent.</param>
/// <param name="IsPercent">Whether it is per cent.</param>
public readonly record struct FleetShare(int Value, bool IsPercent)
{
    /// <summary>A text as people write it: <c>3</c> or <c>5%</c>; null for any other.</summary>
    public static FleetShare? Parse(string text)
    {
        var isPercent = text.EndsWith('%');
        return
            int.TryParse(text.TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && (!isPercent || value <= 100)
            && text.Count(c => c == '%') <= 1
            ? new(value, isPercent)
            : null;
    }

    /// <summary>How many of all targets that are: of a part of one, one.</summary>
    public int AtLeast(int all) => IsPercent ? (int)Math.Max(1, Math.Ceiling(all * Value / 100.0)) : Value;

    /// <summary>How many of all targets that are: of a part of one, none.</summary>
    public int AtMost(int all) => IsPercent ? (int)(all * (long)Value / 100) : Value;

    /// <inheritdoc />
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Value}{(IsPercent ? "%" : "")}");
}
