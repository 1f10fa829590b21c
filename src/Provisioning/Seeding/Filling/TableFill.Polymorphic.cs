using Provisioning.Seeding.Filling.Choices;

namespace Provisioning.Seeding.Filling;

// References to rows of one of several tables.
internal sealed partial class TableFill
{
    private List<FillSlot> _chosen = [];

    /// <summary>The references to one of several tables.</summary>
    public IReadOnlyList<PolymorphicParents> Polymorphic { get; init; } = [];

    private IEnumerable<FillSlot> PolymorphicSlots(List<FillSlot> slots) =>
        Polymorphic
            .Where(reference => !slots.Exists(slot => slot.Has(reference.Type) || slot.Has(reference.Id)))
            .Select(PolymorphicSlot);

    private FillSlot PolymorphicSlot(PolymorphicParents reference)
    {
        string[] columns = [reference.Type, reference.Id];
        if (reference.Targets.Count == 0)
        {
            return columns.All(name => table.Find(name) is { IsNullable: true })
                ? new(columns, 1, _ => [null, null])
                : throw new ProvisioningException(
                    $"{reference.Type} and {reference.Id} need a row of one of the tables that they refer to, which "
                        + "have none"
                );
        }

        var firsts = Enumerable.Range(0, reference.Targets.Count).Select(reference.First).ToArray();
        var isText = TypeValues.Parse(types.Resolve(table.Find(reference.Id)!.Type).Type).IsText;
        IReadOnlyList<object?> Values(long row)
        {
            var target = Array.FindLastIndex(firsts, first => first <= row);
            var (name, keys) = reference.Targets[target];
            var key = keys.At(row - firsts[target])[0];
            return [name, isText && key is not null ? TypeValues.Text(key) : key];
        }

        return new(columns, reference.Count, Values)
        {
            // In a unique key, rows differ by it and the other columns.
            Choose = RandomOf(columns) is { } random ? AnyOf(reference, firsts, random) : null,
        };
    }

    // Each table as likely as the others, and its rows as those of any key.
    private Remembered AnyOf(PolymorphicParents reference, long[] firsts, RandomSource random)
    {
        var within = reference
            .Targets.Select(target => new Popular(
                Source($"{reference.Id}/{target.Name}"),
                share: null,
                target.Keys.Count,
                new(new(KeyOf($"{reference.Id}/{target.Name}"), target.Keys.Count), target.Keys.Count, _rows)
            ))
            .ToArray();
        return new(
            RowChoice.Of(row =>
            {
                var numbers = random.Row(row);
                var target = (int)numbers.Next(0, firsts.Length - 1);
                return firsts[target] + within[target].At(row);
            })
        );
    }

    // When the rows came to be that a row may refer to, and which of them it does; −1 for one of another table.
    private IEnumerable<(RowClock Clock, Func<long, long>? Row)> PolymorphicClocks() =>
        from reference in Polymorphic
        from target in reference.Targets.Select((target, at) => (target.Keys, First: reference.First(at)))
        where target.Keys.Clock is not null
        select (target.Keys.Clock, (Func<long, long>?)Within(reference, target.First, target.Keys.Count));

    private Func<long, long> Within(PolymorphicParents reference, long first, long count)
    {
        RowChoice? choice = null;
        return row =>
            (choice ??= _chosen.Find(slot => slot.Has(reference.Id))?.Choice()) is { } all
            && all.At(row) - first is >= 0 and var at
            && at < count
                ? at
                : -1;
    }
}
