using Provisioning.Schema;
using Provisioning.Seeding.Filling.Choices;

namespace Provisioning.Seeding.Filling;

// How rows by the million are spread: parents of which some have far more children than others, values that cluster,
// moments that follow each other.
internal sealed partial class TableFill
{
    // One row in so many has no value where it may be NULL.
    private const int RowsPerNull = 10;
    private const int RowsPerEnd = 20;
    private const int RowsPerRoot = 100;
    private const int ChildrenPerRow = 10;

    private static readonly string[] Ends = ["delet", "archiv", "revok", "cancel", "expir"];

    /// <summary>What decides a row of a load; null for a few rows.</summary>
    public long? LoadSeed { get; init; }

    /// <summary>How many values of 10,000 are such that break programs.</summary>
    public int Edges { get; init; }

    private bool AtScale => LoadSeed is not null;

    private RandomSource Source(string name) => new(LoadSeed ?? 0, $"{table.Name.Name}/{name}");

    private ulong KeyOf(string name) => Source(name).Row(-1).Next();

    // A key whose columns a larger one has, of a parent that itself has the same key, holds with that.
    private bool IsImplied(ForeignKey key, List<FillSlot> slots) =>
        key.References != table.Name
        && slots.Exists(slot =>
            slot.Key is { } larger
            && larger.References != table.Name
            && key.Columns.All(larger.Columns.Contains)
            && Tables?.Invoke(larger.References) is { } parent
            && parent.ForeignKeys.Any(its =>
                its.References == key.References
                && its.ReferencedColumns.Equals(key.ReferencedColumns)
                && its.Columns.SequenceEqual(
                    key.Columns.Select(name => larger.ReferencedColumns[larger.Columns.ToList().IndexOf(name)]),
                    StringComparer.Ordinal
                )
            )
        );

    /// <summary>Finds the other tables.</summary>
    public Func<ObjectName, Table?>? Tables { get; init; }

    private bool IsAlone(Column column, string check) =>
        table.Columns.All(other => other.Name == column.Name || !check.MentionsColumn(other.Name));

    private List<FillSlot> Skewed(List<FillSlot> slots, int way, long count)
    {
        var limits = Limits(way);
        var room = Math.Max(
            count,
            UniqueGroups()
                .Select(group => Of(group, slots))
                .Where(own => own.Exists(slot => slot.IsCombined))
                .Select(own => Combinations([.. own.Where(slot => slot.IsCombined)]) ?? count)
                .DefaultIfEmpty(count)
                .Min()
        );
        var order = new KeyedPermutation(KeyOf("order"), Math.Clamp(room, 1, 1L << 60));
        List<FillSlot> skewed =
        [
            .. slots.Select(slot =>
                Skewed(slot, slots, order, count) is { Key: null } drawn && table.Find(drawn.Columns[0]) is { } column
                    ? WithEdges(drawn, column, limits[column.Name])
                    : Remembered(Skewed(slot, slots, order, count))
            ),
        ];
        _chosen = skewed;
        _keyRows = skewed
            .Where(slot => slot.Key is not null)
            .ToDictionary(slot => slot.Key!, slot => (Func<long, long>)slot.Choice().At);
        return skewed;
    }

    // The row that a key refers to decides its times as well.
    private static FillSlot Remembered(FillSlot slot) =>
        slot is { Key: not null, Choose: { } choose } ? slot with { Choose = new Remembered(choose) } : slot;

    // The choice of a foreign key in unique keys that tell rows apart by another of their columns.
    private bool IsFree(FillSlot slot, List<FillSlot> slots, long count)
    {
        var groups = UniqueGroups().Where(group => slot.Columns.Any(group.Contains)).ToList();
        return slot.Key is not null
            && groups.Count > 0
            && groups.TrueForAll(group =>
                Of(group, slots)
                    .Exists(other =>
                        other is { Key: null, Random: null, Choose: null, IsCombined: false } && other.Count >= count
                    )
            );
    }

    private FillSlot Skewed(FillSlot slot, List<FillSlot> slots, KeyedPermutation order, long count)
    {
        if (slot is { Random: null, IsCombined: false } && IsFree(slot, slots, count))
        {
            slot = slot with { Random = Source(string.Join('/', slot.Columns)) };
        }

        if (slot.Choose is not null)
        {
            return slot;
        }

        if (slot.Key is { } key && key.References == table.Name)
        {
            return (slot with { Choose = RowChoice.Of(row => Parent(key, row, count)) }).OrNull();
        }

        if (slot.IsCombined)
        {
            var own = new InOrder(slot.Count, slot.Divisor);
            return slot with { Choose = RowChoice.Of(row => own.At(order.At(row))) };
        }

        if (slot.Random is not { } random || slot.Count <= 1)
        {
            return slot;
        }

        var column = table.Find(slot.Columns[0])!;
        var choose = slot.Key is null ? Drawn(slot, column, random) : Likely(slot, random) ?? Popular(slot, random);
        return slot.Columns.Count > 1
            ? slot with
            {
                Choose = choose,
            }
            : (slot with { Choose = WithNulls(column, choose) }).OrNull();
    }

    // Half of the rows by popularity, half evenly, so that most parents have some.
    private RowChoice Popular(FillSlot slot, RandomSource random) =>
        RowChoice.By(new Popular(random, share: null, slot.Count, Places(slot)));

    private ShuffledPlaces Places(FillSlot slot) => new(new(KeyOf(slot.Columns[0]), slot.Count), slot.Count, _rows);

    private RowChoice Drawn(FillSlot slot, Column column, RandomSource random)
    {
        var count = slot.Count;
        var isNumber =
            TypeValues.Parse(types.Resolve(column.Type).Type).Name
            is "tinyint"
                or "smallint"
                or "int"
                or "bigint"
                or "numeric"
                or "money"
                or "float8"
                or "float4"
                or "real"
                or "double";
        return isNumber && count > 100
            ? RowChoice.By(new LogNormal(random, count))
            : RowChoice.By(new Drawn(random, Math.Min(count, MostLookedAt)));
    }

    // Where nothing is asked of a column's values, some are such that break programs.
    private FillSlot WithEdges(FillSlot slot, Column column, ColumnLimits limits)
    {
        var (type, checks, _) = types.Resolve(column.Type);
        if (
            Edges == 0
            || slot.Columns.Count > 1
            || limits != ColumnLimits.None
            || checks.Count > 0
            || types.Listed(type) is not null
            || IsKey(column)
            || table.Checks.Any(check => check.Expression.MentionsColumn(column.Name))
            || EdgeValues.Of(TypeValues.Parse(type)) is not { Count: > 0 } edges
        )
        {
            return slot;
        }

        var (source, usual) = (Source($"{column.Name}/edge"), slot.At);
        object?[][] values = [.. edges.Select(value => new[] { value })];
        return slot with
        {
            Choose = new WithEdges(slot.Choice(), source, Edges, values.Length),
            At = choice => choice <= -2 ? values[-2 - choice] : usual(choice),
            Single = null,
            Write = null,
        };
    }

    private RowChoice WithNulls(Column column, RowChoice choose)
    {
        if (
            column.IsNullable is not true
            || IsKey(column)
            || types.Resolve(column.Type).IsNotNull
            || table.Checks.Any(check => check.Expression.MentionsColumn(column.Name))
        )
        {
            return choose;
        }

        var nulls = Source($"{column.Name}/null");
        if (ShapeOf(column) is { } shape)
        {
            return new OrNull(choose, nulls, Whole, (long)Math.Round(shape.Nulls * Whole), isFirst: true);
        }

        var isRare = Ends.Any(part => column.Name.Contains(part, StringComparison.OrdinalIgnoreCase));
        return isRare
            ? new OrNull(choose, nulls, RowsPerEnd, RowsPerEnd - 1, isFirst: false)
            : new OrNull(choose, nulls, RowsPerNull, 1, isFirst: true);
    }

    // Roots are NULL where that is allowed, and refer to themselves where it is not.
    private long Parent(ForeignKey key, long row, long count)
    {
        var mayBeNull = FillOrder.MayBeNull(table, key);
        return UniqueGroups().Any(group => group.All(key.Columns.Contains))
            ? mayBeNull
                ? row - 1
                : row
            : Tree(row, count) is >= 0 and var parent
                ? parent
                : mayBeNull
                    ? -1
                    : row;
    }

    private static long Tree(long row, long count)
    {
        var roots = Math.Max(1, count / RowsPerRoot);
        return row < roots ? -1 : (row - roots) / ChildrenPerRow;
    }
}
