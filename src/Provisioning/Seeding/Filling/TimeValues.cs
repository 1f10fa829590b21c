using System.Globalization;

namespace Provisioning.Seeding.Filling;

/// <summary>Moments within limits, one after the other.</summary>
internal static class TimeValues
{
    private const int Wide = 2000;

    private static readonly DateTimeOffset Epoch = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Last = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The moments.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="unit">How far two of them are from each other at least.</param>
    /// <param name="usual">How far, where there is room.</param>
    public static ColumnValues Of(ColumnLimits limits, TimeSpan unit, TimeSpan usual)
    {
        var least = Parse(limits.Least) + (limits.IsAboveLeast ? unit : TimeSpan.Zero);
        var most = Parse(limits.Most) - (limits.IsBelowMost ? unit : TimeSpan.Zero);
        var start = least ?? (most is { } end && end < Epoch + (usual * Wide) ? end - (usual * Wide * 2) : Epoch);
        start = start < Epoch && (most ?? Last) > Epoch + (usual * Wide) ? Epoch : start;
        var room = (most ?? Last) - start;
        var step = room >= usual * Wide ? usual : unit;
        // Above another column by a day where there is room.
        start += limits.Level * (room >= usual * Wide ? TimeSpan.FromDays(1) : unit);
        return new(Math.Max(1, (((most ?? Last) - start).Ticks / step.Ticks) + 1), at =>
            start.AddTicks(at * step.Ticks)
        )
        {
            Write = (at, writer) => writer.Moment(start.AddTicks(at * step.Ticks)),
        };
    }

    /// <summary>The moment that a literal is; null where it is none.</summary>
    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var moment
        )
            ? moment
            : null;
}
