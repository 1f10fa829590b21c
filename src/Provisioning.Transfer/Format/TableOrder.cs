using Provisioning.Schema;

namespace Provisioning.Transfer.Format;

/// <summary>The order in which tables are filled: each after those that it refers to.</summary>
/// <param name="Tables">The tables in order; among equals by name.</param>
/// <param name="Circular">The foreign keys that no order satisfies: those of tables that refer to each other in a
/// circle, and to themselves.</param>
public sealed record TableOrder(IReadOnlyList<Table> Tables, IReadOnlyList<(ObjectName Table, ForeignKey Key)> Circular)
{
    /// <summary>Orders the tables.</summary>
    public static TableOrder Of(IReadOnlyCollection<Table> tables)
    {
        var left = tables.OrderBy(table => table.Name.ToString(), StringComparer.Ordinal).ToList();
        var ordered = new List<Table>();
        var circular = new List<(ObjectName, ForeignKey)>();
        while (left.Count > 0)
        {
            var waiting = left.Select(table => table.Name).ToHashSet();
            var next = left.Find(table => !Parents(table).Any(waiting.Contains)) ?? OfCircle(left);
            circular.AddRange(
                next.ForeignKeys.Where(key => waiting.Contains(key.References)).Select(key => (next.Name, key))
            );
            left.Remove(next);
            ordered.Add(next);
        }

        return new(ordered, circular);
    }

    private static IEnumerable<ObjectName> Parents(Table table) =>
        table.ForeignKeys.Select(key => key.References).Where(parent => parent != table.Name);

    // Every table left refers to one that is left: following the references leads into a circle, and any table of that
    // may be first.
    private static Table OfCircle(List<Table> left)
    {
        var seen = new HashSet<ObjectName>();
        var at = left[0];
        while (seen.Add(at.Name))
        {
            at = left.Find(table => Parents(at).Contains(table.Name))!;
        }

        return at;
    }
}
