using System.Globalization;
using Provisioning.Schema;
using Provisioning.Seeding.Filling.Choices;

namespace Provisioning.Seeding.Filling;

// Moments that follow those of the rows referred to.
internal sealed partial class TableFill
{
    private static readonly string[] Beginnings = ["creat", "insert", "join", "added", "sent", "occur", "register"];

    private RowClock? _clock;

    // The row that each row refers to by a key, known when all slots are.
    private Dictionary<ForeignKey, Func<long, long>>? _keyRows;

    private RowClock ClockOf(List<FillSlot> slots, IReadOnlyDictionary<ForeignKey, ParentKeys> parents, long count)
    {
        var own = slots.Find(slot => slot.Key?.References == table.Name);
        return new(
            Source("clock"),
            count,
            [
                .. parents
                    .Where(parent =>
                        parent.Value is { Clock: not null, Count: > 0 } && parent.Key.References != table.Name
                    )
                    .Select(parent =>
                        (
                            parent.Value.Clock!,
                            slots.Exists(slot => slot.Key == parent.Key && slot.Count == parent.Value.Count)
                                ? Row(parent.Key)
                                : (Func<long, long>?)null
                        )
                    ),
                .. PolymorphicClocks(),
            ]
        )
        {
            Own = own is null ? null : row => Tree(row, count),
        };
    }

    private Func<long, long> Row(ForeignKey key)
    {
        Func<long, long>? found = null;
        return row => (found ??= _keyRows!.GetValueOrDefault(key) ?? (_ => -1))(row);
    }

    // A moment that no check and no key speaks of.
    private FillSlot? MomentSlot(Column column, Dictionary<string, ColumnLimits> limits)
    {
        var (type, checks, _) = types.Resolve(column.Type);
        var name = TypeValues.Parse(type) is { IsArray: false } parsed ? parsed.Name : "";
        if (
            _clock is not { } clock
            || name is not ("timestamp" or "timestamptz" or "datetime" or "datetime2" or "date" or "datetimeoffset")
            || checks.Count > 0
            || limits[column.Name] != ColumnLimits.None
            || table.Checks.Any(check => check.Expression.MentionsColumn(column.Name))
            || Later.Any(later => later.Column == column.Name)
            || IsKey(column)
        )
        {
            return null;
        }

        var source = Source(column.Name);
        object? Read(long ticks) =>
            new DateTimeOffset(ticks, TimeSpan.Zero) is var moment && name is "date"
                ? moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : moment;
        var isFirst = Beginnings.Any(part => column.Name.Contains(part, StringComparison.OrdinalIgnoreCase));
        return (
            new FillSlot([column.Name], long.MaxValue, ticks => [Read(ticks)])
            {
                Choose = WithNulls(column, RowChoice.By(new Choices.Moments(clock, isFirst ? null : source))),
                Single = Read,
                Write = name is "date"
                    ? (ticks, writer) => writer.Day(new(ticks))
                    : (ticks, writer) => writer.Moment(new(ticks, TimeSpan.Zero)),
            }
        ).OrNull();
    }
}
