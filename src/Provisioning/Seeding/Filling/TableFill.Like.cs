using System.Globalization;
using Provisioning.Dialects;
using Provisioning.Schema;
using Provisioning.Seeding.Filling.Choices;

namespace Provisioning.Seeding.Filling;

// Rows that are like those of another database, as far as statistics say it.
internal sealed partial class TableFill
{
    // Shares are counted in so many.
    private const int Whole = 10_000;
    private const double TwoTo53 = 9007199254740992;

    /// <summary>What the rows are to be like; null for nothing in particular.</summary>
    public TableShape? Shape { get; init; }

    private long _rows;

    private ColumnShape? ShapeOf(Column column) => Shape?.Columns.GetValueOrDefault(column.Name);

    // Numbers and times of a histogram, and texts of a width; null where checks, keys or a type speak against it.
    private FillSlot? ShapedSlot(Column column, Dictionary<string, ColumnLimits> limits, long count)
    {
        var (type, checks, _) = types.Resolve(column.Type);
        if (
            ShapeOf(column) is not { } shape
            || !AtScale
            || checks.Count > 0
            || limits[column.Name] != ColumnLimits.None
            || table.Checks.Any(check => check.Expression.MentionsColumn(column.Name))
            || types.Listed(type) is not null
            || IsKey(column)
            || IsCounter(column)
            || TypeValues.Parse(type) is not { IsArray: false } parsed
            || Shaped(column, parsed, shape, count) is not { } value
        )
        {
            return null;
        }

        var slot = new FillSlot([column.Name], long.MaxValue, row => [value(row)]) { Single = value };
        return (slot with { Choose = WithNulls(column, RowChoice.By(new InOrder(long.MaxValue, 1))) }).OrNull();
    }

    private Func<long, object?>? Shaped(Column column, PgType type, ColumnShape shape, long count)
    {
        var source = Source(column.Name);
        if (type.Name is "text" or "varchar" or "citext" or "nvarchar" or "clob" && shape.Width is { } width)
        {
            return Texts(
                column.Name.ToLowerInvariant(),
                Math.Min(width, type.First ?? int.MaxValue),
                type.First,
                source
            );
        }

        if (shape.Histogram is not { Count: > 1 } histogram)
        {
            return null;
        }

        return type.Name switch
        {
            "timestamp" or "timestamptz" or "datetime" or "datetime2" or "datetimeoffset" when shape.IsTime => row =>
                Moment(histogram, row, count),
            "date" when shape.IsTime => row =>
                Moment(histogram, row, count).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "smallint" or "int" or "mediumint" or "bigint" when !shape.IsTime => row =>
                (long)Math.Round(Between(histogram, Unit(source, row))),
            "float4" or "float8" or "double" when !shape.IsTime => row => Between(histogram, Unit(source, row)),
            "numeric" when !shape.IsTime && Largest(type) > Math.Max(Math.Abs(histogram[0]), Math.Abs(histogram[^1])) =>
                row => Math.Round((decimal)Between(histogram, Unit(source, row)), Math.Clamp(type.Second ?? 2, 0, 15)),
            _ => null,
        };
    }

    private static double Largest(PgType type) =>
        type.First is { } digits ? Math.Pow(10, Math.Min(digits, 15) - (type.Second ?? 0)) : 1e15;

    // All times of a row at the same place of their histograms, so that they follow each other as those do, and later
    // rows have later ones.
    private DateTimeOffset Moment(ValueList<double> histogram, long row, long count)
    {
        var within = Unit(Source("clock"), row);
        var days = Between(histogram, (row + within) / Math.Max(1, count));
        return DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(days * 86_400_000));
    }

    // Half to one and a half times as wide as the average.
    private static Func<long, object?> Texts(string name, double width, int? longest, RandomSource source)
    {
        var (least, most) = (Math.Max(1, (int)(width / 2)), Math.Max(1, (int)(width * 1.5)));
        return row =>
        {
            var numbers = source.Row(row);
            var length = (int)numbers.Next(least, Math.Min(most, longest ?? int.MaxValue));
            var text = $"{name}-{TypeValues.Text(numbers.Next(1, MostLookedAt))}";
            return text.Length >= length ? text[..length] : text.PadRight(length, 'x');
        };
    }

    // So many parents that each has as many rows as on average, and one of them as many as the one with most.
    private RowChoice? Likely(FillSlot slot, RandomSource random)
    {
        if (
            slot.Columns.Count > 1
            || Shape is not { } shape
            || shape.Keys.GetValueOrDefault(slot.Columns[0]) is not { Average: > 0 } key
        )
        {
            return null;
        }

        var nulls = shape.Columns.GetValueOrDefault(slot.Columns[0])?.Nulls ?? 0;
        var parents = Math.Clamp((long)Math.Ceiling(_rows * (1 - nulls) / key.Average), 1, slot.Count);
        var (log, even) = (Skew.Log2(parents), 1.0 / parents);
        var popular = parents == 1 ? 0 : Math.Clamp((key.First - even) / ((1 / log) - even), 0, 1);
        return RowChoice.By(new Popular(random, (long)Math.Round(popular * Whole), parents, Places(slot)));
    }

    private static double Unit(RandomSource source, long row)
    {
        var numbers = source.Row(row);
        return (numbers.Next() >> 11) / TwoTo53;
    }

    private static double Between(ValueList<double> histogram, double place)
    {
        var at = place * (histogram.Count - 1);
        var part = Math.Min((int)at, histogram.Count - 2);
        return histogram[part] + ((histogram[part + 1] - histogram[part]) * (at - part));
    }
}
