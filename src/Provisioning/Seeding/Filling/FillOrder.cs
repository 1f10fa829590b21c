using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

/// <summary>The order in which tables are filled: those that others refer to first. Where tables refer to each other in
/// a circle, a foreign key that takes NULL is left NULL.</summary>
internal sealed class FillOrder
{
    private FillOrder(
        IReadOnlyList<IReadOnlyList<Table>> groups,
        IReadOnlySet<(ObjectName, ForeignKey)> leftNull,
        IReadOnlyDictionary<ObjectName, string> circles
    ) => (Groups, LeftNull, Circles) = (groups, leftNull, circles);

    /// <summary>The tables in their order: alone, or together where each needs a row of the others.</summary>
    public IReadOnlyList<IReadOnlyList<Table>> Groups { get; }

    /// <summary>The tables in their order.</summary>
    public IEnumerable<Table> Tables => Groups.SelectMany(group => group);

    /// <summary>The foreign keys that are left NULL, by their table.</summary>
    public IReadOnlySet<(ObjectName Table, ForeignKey Key)> LeftNull { get; }

    /// <summary>The tables that cannot have a first row, with the circle that they are in: <c>a → b → a</c>.</summary>
    public IReadOnlyDictionary<ObjectName, string> Circles { get; }

    /// <summary>The order of the tables.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="hasRows">Whether a table needs none.</param>
    /// <param name="declared">References of a table that are no foreign keys; null for none.</param>
    public static FillOrder Of(
        IEnumerable<Table> tables,
        Func<ObjectName, bool> hasRows,
        Func<Table, IEnumerable<ForeignKey>>? declared = null
    )
    {
        var left = tables.ToDictionary(table => table.Name);
        var (groups, leftNull, circles) = (
            new List<IReadOnlyList<Table>>(),
            new HashSet<(ObjectName, ForeignKey)>(),
            new Dictionary<ObjectName, string>()
        );
        IEnumerable<ForeignKey> Waiting(Table table) =>
            table
                .ForeignKeys.Concat(declared?.Invoke(table) ?? [])
                .Where(key =>
                    key.References != table.Name && left.ContainsKey(key.References) && !hasRows(key.References)
                );
        while (left.Count > 0)
        {
            var next = left.Values.FirstOrDefault(table => !Waiting(table).Any())
                ?? left.Values.Where(table => Waiting(table).All(key => MayBeNull(table, key)))
                    .MinBy(table => Waiting(table).Count());
            var group = next is null ? Group(left, Waiting) : [next];
            if (next is null)
            {
                var circle = Circle(group[0], left, Waiting);
                circles[circle[0]] = string.Join(" → ", circle.Append(circle[0]));
                group = [.. group.OrderBy(table => table.Name != circle[0])];
            }

            foreach (var table in group)
            {
                leftNull.UnionWith(Waiting(table).Select(key => (table.Name, key)));
                left.Remove(table.Name);
            }

            groups.Add(group);
        }

        return new(groups, leftNull, circles);
    }

    /// <summary>Whether a row may do without the key.</summary>
    public static bool MayBeNull(Table table, ForeignKey key) =>
        key.Columns.Any(name =>
            table.Find(name) is { IsNullable: true } && table.PrimaryKey?.Columns.Contains(name) is not true
        );

    // The tables that need each other, and none besides.
    private static List<Table> Group(Dictionary<ObjectName, Table> left, Func<Table, IEnumerable<ForeignKey>> waiting)
    {
        List<Table> Reached(Table from)
        {
            var found = new List<Table> { from };
            for (var at = 0; at < found.Count; at++)
            {
                var table = found[at];
                foreach (var key in waiting(table).Where(key => !MayBeNull(table, key)))
                {
                    if (!found.Contains(left[key.References]))
                    {
                        found.Add(left[key.References]);
                    }
                }
            }

            return found;
        }

        return left.Values.Select(Reached).MinBy(found => found.Count)!;
    }

    private static List<ObjectName> Circle(
        Table start,
        Dictionary<ObjectName, Table> left,
        Func<Table, IEnumerable<ForeignKey>> waiting
    )
    {
        var path = new List<ObjectName>();
        var at = start;
        while (!path.Contains(at.Name))
        {
            path.Add(at.Name);
            at = left[waiting(at).First(key => !MayBeNull(at, key)).References];
        }

        return path[path.IndexOf(at.Name)..];
    }
}
