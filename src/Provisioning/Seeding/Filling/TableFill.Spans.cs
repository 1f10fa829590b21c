using System.Globalization;
using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

// Spans that must not overlap: one after the other, by the row's number.
internal sealed partial class TableFill
{
    private static readonly DateTimeOffset FirstMoment = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LastDay = new(9998, 12, 31, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Years = TimeSpan.FromDays(730);
    private static readonly TimeSpan Usual = TimeSpan.FromHours(2);

    // Between two spans there is a gap, so that it does not matter whether their ends belong to them.
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The constraints that let no spans overlap.</summary>
    public IReadOnlyList<Span> Spans { get; init; } = [];

    private IEnumerable<FillSlot> SpanSlots(List<FillSlot> slots, Dictionary<string, ColumnLimits> limits, long count)
    {
        var taken = new HashSet<string>(slots.SelectMany(slot => slot.Columns), StringComparer.Ordinal);
        foreach (var span in Spans)
        {
            if (
                !taken.Contains(span.From)
                && (span.To is not { } to || !taken.Contains(to))
                && table.Find(span.From) is { Computed: null } from
                && Spanned(span, from, slots, limits, count) is { } slot
            )
            {
                taken.UnionWith(slot.Columns);
                yield return slot;
            }
        }
    }

    private FillSlot? Spanned(
        Span span,
        Column from,
        List<FillSlot> slots,
        Dictionary<string, ColumnLimits> limits,
        long count
    )
    {
        var type = TypeValues.Parse(types.Resolve(from.Type).Type).Name;
        var (isDay, isMoment) = (
            type is "date" or "daterange",
            type is "timestamp" or "timestamptz" or "tsrange" or "tstzrange"
        );
        if (!isDay && !isMoment)
        {
            return span.To is { } high && type is "smallint" or "int" or "bigint" or "numeric"
                ? Pair(from.Name, high, long.MaxValue / 8, at => (at * 3) + 1, at => (at * 3) + 2)
                : null;
        }

        var start = TimeValues.Parse(limits[from.Name].Least) ?? FirstMoment;
        start =
            limits[from.Name].Least is null ? start
            : isDay ? new DateTimeOffset(start.UtcDateTime.Date, TimeSpan.Zero).AddDays(1)
            : start.AddSeconds(1);
        // As many for each of what the rows agree in as there may be rows of it, and some to spare.
        var others = span.Equal.Select(name => slots.Find(slot => slot.Has(name))?.Count ?? long.MaxValue);
        var each = Math.Max(1, count / Math.Max(1, others.Aggregate(1L, (all, one) => Product(all, one, count)))) * 2;
        var room = isDay ? LastDay - start : Years;
        var step = TimeSpan.FromTicks(Math.Max(room.Ticks / each, 1));
        step = isDay
            ? step < Day * 3
                ? Day * 2
                : Day * 3
            : Rounded(step < Usual ? step : Usual);
        var length = isDay ? step - Day : step / 2;
        var most = room.Ticks / step.Ticks;
        string Text(DateTimeOffset at) =>
            isDay ? at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : TypeValues.Text(at);
        object Value(DateTimeOffset at) => isDay ? Text(at) : at;
        return span.To is { } end
            ? Pair(from.Name, end, most, at => Value(start + (step * at)), at => Value(start + (step * at) + length))
            : new FillSlot([from.Name], most, at =>
                [$"[\"{Text(start + (step * at))}\",\"{Text(start + (step * at) + length)}\")"]
            );
    }

    private static FillSlot Pair(string from, string to, long count, Func<long, object> low, Func<long, object> high) =>
        new([from, to], count, at => [low(at), high(at)]);

    private static long Product(long all, long one, long most) =>
        one >= most || all >= most ? most : Math.Min(most, Math.Max(1, all) * Math.Max(1, one));

    // To a length that people use, where there is one.
    private static TimeSpan Rounded(TimeSpan step)
    {
        foreach (var seconds in (int[])[7200, 3600, 1800, 600, 120, 60, 10, 2])
        {
            if (step >= TimeSpan.FromSeconds(seconds))
            {
                return TimeSpan.FromSeconds(seconds);
            }
        }

        // Engines keep microseconds.
        return TimeSpan.FromMicroseconds(Math.Max(2, Math.Floor(step.TotalMicroseconds / 2) * 2));
    }
}
