using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

/// <summary>The order in which tables are filled: those that others refer to first. Where tables refer to each other in
/// a circle, a foreign key that takes NULL is left NULL.</summary>
internal sealed class FillOrder
{
    private FillOrder(
        IReadOnlyList<Table> tables,
        IReadOnlySet<(ObjectName, ForeignKey)> leftNull,
        IReadOnlyDictionary<ObjectName, string> circles
    ) => (Tables, LeftNull, Circles) = (tables, leftNull, circles);

    /// <summary>The tables in their order.</summary>
    public IReadOnlyList<Table> Tables { get; }

    /// <summary>The foreign keys that are left NULL, by their table.</summary>
    public IReadOnlySet<(ObjectName Table, ForeignKey Key)> LeftNull { get; }

    /// <summary>The tables that cannot have a first row, with the circle that they are in: <c>a → b → a</c>.</summary>
    public IReadOnlyDictionary<ObjectName, string> Circles { get; }

    /// <summary>The order of the tables.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="hasRows">Whether a table needs none.</param>
    public static FillOrder Of(IEnumerable<Table> tables, Func<ObjectName, bool> hasRows)
    {
        var left = tables.ToDictionary(table => table.Name);
        var (order, leftNull, circles) = (
            new List<Table>(),
            new HashSet<(ObjectName, ForeignKey)>(),
            new Dictionary<ObjectName, string>()
        );
        IEnumerable<ForeignKey> Waiting(Table table) =>
            table.ForeignKeys.Where(key =>
                key.References != table.Name && left.ContainsKey(key.References) && !hasRows(key.References)
            );
        while (left.Count > 0)
        {
            var next = left.Values.FirstOrDefault(table => !Waiting(table).Any())
                ?? left.Values.Where(table => Waiting(table).All(key => MayBeNull(table, key)))
                    .MinBy(table => Waiting(table).Count());
            if (next is null)
            {
                var circle = Circle(left, Waiting);
                next = left[circle[0]];
                circles[next.Name] = string.Join(" → ", circle.Append(circle[0]));
            }

            leftNull.UnionWith(Waiting(next).Select(key => (next.Name, key)));
            left.Remove(next.Name);
            order.Add(next);
        }

        return new(order, leftNull, circles);
    }

    /// <summary>Whether a row may do without the key.</summary>
    public static bool MayBeNull(Table table, ForeignKey key) =>
        key.Columns.Any(name =>
            table.Find(name) is { IsNullable: true } && table.PrimaryKey?.Columns.Contains(name) is not true
        );

    private static List<ObjectName> Circle(
        Dictionary<ObjectName, Table> left,
        Func<Table, IEnumerable<ForeignKey>> waiting
    )
    {
        var path = new List<ObjectName>();
        var at = left.Values.First();
        while (!path.Contains(at.Name))
        {
            path.Add(at.Name);
            at = left[waiting(at).First(key => !MayBeNull(at, key)).References];
        }

        return path[path.IndexOf(at.Name)..];
    }
}
