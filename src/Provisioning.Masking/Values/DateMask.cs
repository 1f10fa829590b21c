using System.Globalization;
using System.Text.RegularExpressions;

namespace Provisioning.Masking.Values;

/// <summary>Changes days and moments as engines write them. Of two dates in a row, the earlier one stays the earlier
/// one.</summary>
internal static partial class DateMask
{
    private const long SecondsOfDay = 86_400;

    // Above this, a number is one of milliseconds; below the other one of days, as julianday() counts them.
    private const double MostSeconds = 100_000_000_000;
    private const double MostDays = 10_000_000;

    // What julianday() gives for the beginning of 1970.
    private const double Epoch = 2_440_587.5;

    /// <summary>The units to which a date can be made less exact.</summary>
    public static IReadOnlyList<string> Units { get; } = ["year", "quarter", "month", "day", "hour"];

    /// <summary>The date some days later, at the same time of day; the first and the last one of the years 1 to 9999
    /// at the most. These two stay, and so does <c>infinity</c>: they are no one's.</summary>
    /// <returns>The date; null where the value is in no form that is known.</returns>
    public static string? Shift(string value, int days)
    {
        if (IsEndless(value))
        {
            return value;
        }

        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return Number(whole + (long)(days * DayOf(whole)));
        }

        if (double.TryParse(value, Decimal, CultureInfo.InvariantCulture, out var number))
        {
            return Number(number + days * DayOf(number));
        }

        return DayIn(value) is not (var day, { } parts)
            ? null
            : (
                day == DateOnly.MinValue || day == DateOnly.MaxValue
                    ? parts.Groups["day"].Value
                    : Text(Moved(day, days))
            )
                + parts.Groups["time"].Value
                + parts.Groups["rest"].Value;
    }

    /// <summary>The beginning of the year, quarter, month, day or hour. <c>infinity</c> stays.</summary>
    /// <returns>The date; null where the value is in no form that is known.</returns>
    public static string? Generalise(string value, string unit)
    {
        if (IsEndless(value))
        {
            return value;
        }

        if (double.TryParse(value, Decimal, CultureInfo.InvariantCulture, out var number))
        {
            return Generalise(number, unit);
        }

        if (DayIn(value) is not (var day, { } parts))
        {
            return null;
        }

        var from = From(day, unit);
        var time = parts.Groups["time"].Value;
        var kept = unit is "hour" ? Math.Min(3, time.Length) : 0;
        var zeroed = time[..kept] + string.Concat(time[kept..].Select(c => char.IsAsciiDigit(c) ? '0' : c));
        return $"{Text(from)}{zeroed}{parts.Groups["rest"].Value}";
    }

    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    // Seconds, milliseconds or days since 1970, or days as julianday() counts them.
    private static string? Generalise(double number, string unit)
    {
        var day = DayOf(number);
        var start = day.Equals(1.0) ? Epoch : 0;
        var days = (number - start) / day;
        if (days is < -719_162 or > 2_932_896)
        {
            return null;
        }

        var at = DateTime.UnixEpoch.AddDays(days);
        var hours = unit is "hour" ? at.Hour : 0;
        var from = From(DateOnly.FromDateTime(at), unit).ToDateTime(new(hours, 0));
        return Number(start + (from - DateTime.UnixEpoch).TotalDays * day);
    }

    private static double DayOf(double number) =>
        Math.Abs(number) > MostSeconds ? SecondsOfDay * 1000
        : Math.Abs(number) < MostDays && number > Epoch / 2 ? 1
        : SecondsOfDay;

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static DateOnly From(DateOnly day, string unit) =>
        unit switch
        {
            "year" => new DateOnly(day.Year, 1, 1),
            "quarter" => new DateOnly(day.Year, (day.Month - 1) / 3 * 3 + 1, 1),
            "month" => new DateOnly(day.Year, day.Month, 1),
            _ => day,
        };

    private static DateOnly Moved(DateOnly day, int days) =>
        DateOnly.FromDayNumber(
            (int)Math.Clamp((long)day.DayNumber + days, DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber)
        );

    private static bool IsEndless(string value) => value is "" or "infinity" or "-infinity";

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static (DateOnly Day, Match? Parts) DayIn(string value) =>
        Parts().Match(value) is { Success: true } parts
        && DateOnly.TryParseExact(
            parts.Groups["day"].Value,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? (day, parts)
            : (default, null);

    [GeneratedRegex(
        @"^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?<time>[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?"
            + "(?<rest>(Z|[+-][0-9:]+)?)$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Parts();
}
