using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

// Which rows differ in the columns that are unique.
internal sealed partial class TableFill
{
    // Where it cannot be computed which rows differ, so many are compared.
    private const long MostCompared = 200_000;

    private IEnumerable<ValueList<string>> UniqueGroups() =>
        [
            .. table.PrimaryKey is { } key ? [key.Columns] : Array.Empty<ValueList<string>>(),
            .. table.Uniques.Select(unique => unique.Columns),
            .. table.Indexes.Where(index => index.IsUnique).Select(Keys),
        ];

    private ValueList<string> Keys(Schema.Index index) =>
        [
            .. index.Columns.SelectMany(part =>
                part.IsExpression
                    ? table.Columns.Select(column => column.Name).Where(name => part.Name.MentionsColumn(name))
                    : [part.Name]
            ),
        ];

    // Where no column of a unique key has enough values, they are combined.
    private List<FillSlot> Spread(List<FillSlot> slots, long count)
    {
        foreach (var group in UniqueGroups())
        {
            var own = Of(group, slots);
            // A table that joins others has pairs of all kinds, though each row could have a parent of its own.
            if (
                own.Count < 2
                || own.Exists(slot => slot.Divisor == 1 && slot.Count >= count && !(AtScale && slot.Key is not null))
            )
            {
                continue;
            }

            var divisor = 1L;
            foreach (var slot in own.OrderByDescending(slot => slot.Divisor).ThenByDescending(slot => slot.Count))
            {
                var spread = (slot.Divisor > 1 ? slot : slot with { Divisor = divisor }) with { IsCombined = true };
                slots[slots.IndexOf(slot)] = spread;
                divisor = divisor > count ? divisor : Math.Max(divisor, spread.Divisor) * slot.Count;
            }
        }

        return slots;
    }

    private long Possible(List<FillSlot> slots, long count)
    {
        var possible = count;
        foreach (var group in UniqueGroups())
        {
            var own = Of(group, slots);
            if (
                own.Exists(slot => slot.Divisor == 1 && slot.Random is null && slot.Count >= count)
                || group.Any(name => !slots.Exists(slot => slot.Has(name)))
                || IsLeftNull(group, own)
            )
            {
                continue;
            }

            if (Combinations(own) is { } combinations)
            {
                possible = Math.Min(possible, combinations);
                continue;
            }

            possible = Math.Min(possible, MostCompared);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var choices = own.Select(slot => slot.Choice()).ToList();
            for (var row = 0L; row < possible; row++)
            {
                if (!seen.Add(string.Join('|', choices.Select(choice => choice.At(row)))))
                {
                    possible = row;
                }
            }
        }

        return possible;
    }

    // Where each slot goes on when those before it have been through all their choices, no combination comes twice.
    private static long? Combinations(List<FillSlot> slots)
    {
        var all = 1L;
        foreach (var slot in slots.OrderBy(slot => slot.Divisor))
        {
            if (slot.Random is not null || slot.Choose is not null || (slot.Divisor != all && all <= long.MaxValue / 4))
            {
                return null;
            }

            all = all > long.MaxValue / 4 / Math.Max(1, slot.Count) ? long.MaxValue / 2 : all * Math.Max(1, slot.Count);
        }

        return all;
    }

    // Rows that are NULL in one of the columns do not stand in each other's way.
    private bool IsLeftNull(ValueList<string> group, List<FillSlot> slots) =>
        slots.Exists(slot =>
            slot.Count == 1
            && slot.Columns.Select((name, at) => (name, at))
                .Any(each => group.Contains(each.name) && slot.At(0)[each.at] is null)
        ) && !table.Indexes.Any(index => index.IsUnique && index.NullsDistinct is false && Keys(index).Equals(group));

    private static List<FillSlot> Of(ValueList<string> group, List<FillSlot> slots) =>
        [.. slots.Where(slot => slot.Columns.Any(group.Contains))];
}
