using System.Globalization;
using System.Text.RegularExpressions;

namespace Provisioning.Masking.Values;

/// <summary>Changes days and moments as engines write them. Of two dates in a row, the earlier one stays the earlier
/// one.</summary>
internal static partial class DateMask
{
    private const long SecondsOfDay = 86_400;

    // Above this, a number is one of milliseconds.
    private const long MostSeconds = 100_000_000_000;

    /// <summary>The units to which a date can be made less exact.</summary>
    public static IReadOnlyList<string> Units { get; } = ["year", "quarter", "month", "day", "hour"];

    /// <summary>The date some days later, at the same time of day. What is no date, as <c>infinity</c>,
    /// stays.</summary>
    /// <exception cref="MaskingException">It leaves the years 1 to 9999.</exception>
    public static string Shift(string value, int days)
    {
        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            var unit = Math.Abs(number) > MostSeconds ? 1000 : 1;
            return (number + days * SecondsOfDay * unit).ToString(CultureInfo.InvariantCulture);
        }

        return Parts().Match(value) is { Success: true } parts
            ? Text(Day(parts).AddDays(days)) + parts.Groups["time"].Value + parts.Groups["rest"].Value
            : value;
    }

    /// <summary>The beginning of the year, quarter, month, day or hour.</summary>
    public static string Generalise(string value, string unit)
    {
        if (Parts().Match(value) is not { Success: true } parts)
        {
            return value;
        }

        var day = Day(parts);
        var from = unit switch
        {
            "year" => new DateOnly(day.Year, 1, 1),
            "quarter" => new DateOnly(day.Year, (day.Month - 1) / 3 * 3 + 1, 1),
            "month" => new DateOnly(day.Year, day.Month, 1),
            _ => day,
        };
        var time = parts.Groups["time"].Value;
        var kept = unit is "hour" ? Math.Min(3, time.Length) : 0;
        var zeroed = time[..kept] + string.Concat(time[kept..].Select(c => char.IsAsciiDigit(c) ? '0' : c));
        return $"{Text(from)}{zeroed}{parts.Groups["rest"].Value}";
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly Day(Match parts) =>
        DateOnly.TryParseExact(
            parts.Groups["day"].Value,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? day
            : throw new MaskingException("A value looks like a date, and is none that can be reckoned with.");

    [GeneratedRegex(
        @"^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?<time>[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?"
            + "(?<rest>(Z|[+-][0-9:]+)?)$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Parts();
}
