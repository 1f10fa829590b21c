using System.Globalization;

namespace Provisioning.Administration.Health;

/// <summary>Amounts as people read them.</summary>
public static class Amount
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    /// <summary><c>512 B</c>, <c>8 kB</c>, <c>1.5 GB</c>, as PostgreSQL counts: a kB has 1,024 bytes.</summary>
    public static string Bytes(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1024 && unit < Units.Length - 1; unit++)
        {
            value /= 1024;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }

    /// <summary><c>45 s</c>, <c>12 min</c>, <c>3.5 h</c>, <c>2.1 d</c>.</summary>
    public static string Time(TimeSpan time) =>
        time switch
        {
            { TotalSeconds: < 120 } => $"{time.TotalSeconds:0} s",
            { TotalMinutes: < 120 } => $"{time.TotalMinutes:0} min",
            { TotalHours: < 48 } => $"{time.TotalHours:0.#} h",
            _ => $"{time.TotalDays:0.#} d",
        };

    /// <summary>The share in whole percent, rounded up, so that a share beyond a limit never reads as the limit; 0 of
    /// nothing.</summary>
    public static long Percent(double part, double whole) => whole <= 0 ? 0 : (long)Math.Ceiling(100 * part / whole);

    /// <summary>The first names, and how many more there are: <c>a, b, c and 4 more</c>.</summary>
    public static string Few(IReadOnlyCollection<string> names, int most = 4) =>
        string.Join(", ", names.Take(most))
        + (names.Count > most ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - most} more") : "");
}
