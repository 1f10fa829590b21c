using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

/// <summary>Chooses the values of a table's rows: by the type of each column, by what checks say of it, by the rows
/// that foreign keys may refer to, and so that unique columns differ.</summary>
/// <param name="table">The table, with what later versions of it ask for.</param>
/// <param name="types">The types that the database declares.</param>
/// <param name="options">How tables are filled.</param>
internal sealed partial class TableFill(Table table, KnownTypes types, FillOptions options)
{
    private const int FirstCounter = 1_000_001;
    private const int FirstSmallCounter = 20_001;
    private const int MostLookedAt = 10_000;

    private readonly List<(string Check, IReadOnlyList<IReadOnlyList<CheckRule>> Ways)> _checks =
    [
        .. table.Checks.Select(check => (check.Expression, CheckReader.Ways(check.Expression))),
    ];

    /// <summary>Types that columns have in later versions of the table.</summary>
    public IReadOnlyList<(string Column, ColumnType Type, KnownTypes Types)> Later { get; init; } = [];

    /// <summary>How many ways there are to satisfy the checks that are worth trying.</summary>
    public int Ways =>
        _checks.Count == 0 ? 1 : Math.Min(_checks.Max(check => check.Ways.Count), 4) + 2 + Mentioned.Count;

    // Columns that may be NULL and that checks mention.
    private List<string> Mentioned =>
        [
            .. table
                .Columns.Where(column =>
                    column.IsNullable is true && _checks.Any(check => check.Check.MentionsColumn(column.Name))
                )
                .Select(column => column.Name),
        ];

    /// <summary>The rows.</summary>
    /// <param name="parents">What foreign keys may refer to; none for a key that is left NULL.</param>
    /// <param name="way">Which way the checks are to be satisfied, from 0.</param>
    /// <param name="count">How many rows there are in the end.</param>
    /// <returns>The rows; fewer than asked for where no more of them differ.</returns>
    /// <exception cref="ProvisioningException">There can be no row.</exception>
    public TableFormula Formula(IReadOnlyDictionary<ForeignKey, ParentKeys> parents, int way, long count)
    {
        _rows = count;
        var slots = Spread(Slots(parents, way, count), count);
        var possible = Possible(slots, count);
        return new(table, Followed(AtScale ? Skewed(slots, way, possible) : slots), possible, Writing)
        {
            Clock = _clock,
        };
    }

    private List<FillSlot> Slots(IReadOnlyDictionary<ForeignKey, ParentKeys> parents, int way, long count)
    {
        var limits = Limits(way);
        var slots = new List<FillSlot>();
        foreach (var key in table.ForeignKeys.OrderByDescending(key => key.Columns.Count))
        {
            if (!AtScale || !IsImplied(key, slots))
            {
                slots = Joined(slots, KeySlot(key, parents, limits));
            }
        }

        slots.AddRange([.. PolymorphicSlots(slots)]);
        slots.AddRange([.. SpanSlots(slots, limits, count)]);
        _clock = AtScale ? ClockOf(slots, parents, count) : null;

        var own = table
            .ForeignKeys.Where(key => key.References == table.Name && !parents.ContainsKey(key))
            .SelectMany(key => key.Columns.Zip(key.ReferencedColumns))
            .ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        foreach (
            var column in table.Columns.Where(column =>
                column.Computed is null
                && !slots.Any(slot => slot.Has(column.Name))
                && !_equations.Value.Any(equation => equation.Column == column.Name)
            )
        )
        {
            // A row that has to refer to one of its own table refers to itself.
            var source = own.TryGetValue(column.Name, out var referred) ? table.Find(referred) ?? column : column;
            if ((ShapedSlot(column, limits, count) ?? MomentSlot(column, limits)) is { } moments)
            {
                slots.Add(moments);
            }
            else if (Values(source, limits) is { } values)
            {
                slots.Add(
                    new([column.Name], values.Count, at => [values.At(at)])
                    {
                        Random = RandomOf(column, limits),
                        Single = values.At,
                        Write = values.Write,
                    }
                );
            }
        }

        return slots;
    }

    private Dictionary<string, ColumnLimits> Limits(int way)
    {
        var limits = table.Columns.ToDictionary(
            column => column.Name,
            _ => ColumnLimits.None,
            StringComparer.OrdinalIgnoreCase
        );
        var above = new List<(string Column, string Other)>();
        foreach (var rule in _checks.SelectMany(check => check.Ways[Math.Min(way, check.Ways.Count - 1)]))
        {
            if (rule.Column is { } column && limits.TryGetValue(column, out var known))
            {
                limits[column] = rule.Change(known);
                if (rule.Above is { } other)
                {
                    above.Add((column, other));
                }
            }
        }

        foreach (var _ in above)
        {
            foreach (var (column, other) in above.Where(pair => limits.ContainsKey(pair.Other)))
            {
                (limits[column], limits[other]) = Ordered(limits[column], limits[other]);
            }
        }

        LimitOperands(limits);
        // After the ways that are understood: without what checks speak of, then with one of it each.
        var last = Ways - 2 - Mentioned.Count;
        if (way >= last)
        {
            foreach (var name in Mentioned.Where((_, at) => way != last + 1 + at))
            {
                limits[name] = limits[name] with { IsNull = true };
            }
        }

        return limits;
    }

    private static (ColumnLimits Column, ColumnLimits Other) Ordered(ColumnLimits column, ColumnLimits other)
    {
        var level = Math.Min(Math.Max(column.Level, other.Level + 1), 100);
        var above = column with { Level = level, IsOrdered = true };
        return (
            other.Least is { } least ? above.WithLeast(least, other.IsAboveLeast) : above,
            (column.Most is { } most ? other.WithMost(most, isBelow: true) : other) with
            {
                IsOrdered = true,
            }
        );
    }

    // Null for a key whose columns get values of their own.
    private FillSlot? KeySlot(
        ForeignKey key,
        IReadOnlyDictionary<ForeignKey, ParentKeys> parents,
        Dictionary<string, ColumnLimits> limits
    )
    {
        if (!parents.TryGetValue(key, out var rows))
        {
            return null;
        }

        var isNull = key.Columns.Any(name => limits.TryGetValue(name, out var limit) && limit.IsNull);
        if (rows.Count > 0 && !isNull)
        {
            if (key.Columns.Any(name => limits.GetValueOrDefault(name)?.Among is not null))
            {
                rows = rows.Where(
                    row => key.Columns.Zip(row).All(pair => IsAmong(limits.GetValueOrDefault(pair.First), pair.Second)),
                    MostLookedAt
                );
            }

            return new([.. key.Columns], rows.Count, rows.At)
            {
                Random = RandomOf(key.Columns),
                Key = key,
                Single = rows.Single,
                Write = IsSame(key, rows.Type) ? rows.Write : null,
            };
        }

        if (!FillOrder.MayBeNull(table, key))
        {
            throw new ProvisioningException($"it needs a row of {key.References}, which has none");
        }

        string[] nullable =
        [
            .. key.Columns.Where(name =>
                table.Find(name) is { IsNullable: true } && table.PrimaryKey?.Columns.Contains(name) is not true
            ),
        ];
        var nulls = new object?[nullable.Length];
        return new(nullable, 1, _ => nulls);
    }

    // Whether the values of a single column are of the type that it refers to.
    private bool IsSame(ForeignKey key, string? type) =>
        key.Columns.Count == 1
        && table.Find(key.Columns[0]) is { } column
        && Writing(column) is { IsPlain: true } writing
        && writing.Type == type;

    private static bool IsAmong(ColumnLimits? limits, object? value) =>
        limits?.Among is not { } among || among.Contains(TypeValues.Text(value));

    // Keys that share columns have to agree in them.
    private static List<FillSlot> Joined(List<FillSlot> slots, FillSlot? added)
    {
        if (added is null)
        {
            return slots;
        }

        if (slots.Find(slot => slot.Columns.Intersect(added.Columns, StringComparer.Ordinal).Any()) is not { } shared)
        {
            return [.. slots, added];
        }

        if (
            !added.Columns.Except(shared.Columns, StringComparer.Ordinal).Any()
            && added.Count == 1
            && added.At(0).All(value => value is null)
        )
        {
            return slots;
        }

        var joined = SlotJoin.Of(shared, added);
        var rest = slots.Where(slot => slot != shared).ToList();
        var both = string.Join(", ", shared.Columns.Intersect(added.Columns, StringComparer.Ordinal));
        return joined.Count > 0
            ? Joined(rest, joined)
            : throw new ProvisioningException($"no rows fit both foreign keys over {both}");
    }

    private RandomSource? RandomOf(Column column, Dictionary<string, ColumnLimits> limits) =>
        limits[column.Name] is { Level: > 0 } or { IsOrdered: true }
        || table.Checks.Any(check =>
            check.Expression.MentionsColumn(column.Name)
            && !(AtScale && (IsAlone(column, check.Expression) || IsEquation(check.Expression)))
        )
            ? null
            : RandomOf([column.Name]);

    private RandomSource? RandomOf(IReadOnlyList<string> columns) =>
        options.Seed is { } seed && !UniqueGroups().Any(group => columns.Any(group.Contains))
            ? new RandomSource(seed, $"{table.Name}/{string.Join('/', columns)}")
            : null;
}
