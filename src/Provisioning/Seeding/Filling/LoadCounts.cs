using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

/// <summary>How many rows each table gets.</summary>
internal static class LoadCounts
{
    // A row has so many that refer to it, where all tables share a number.
    private const double Children = 4;

    /// <summary>The number of each table.</summary>
    /// <param name="order">The tables in the order of their foreign keys.</param>
    /// <param name="options">What was asked for.</param>
    public static Dictionary<ObjectName, long> Of(IReadOnlyList<Table> order, LoadOptions options)
    {
        var rest = order.Where(table => !options.RowsOf.ContainsKey(table.Name)).ToList();
        var counts = options.RowsOf.ToDictionary(pair => pair.Key, pair => pair.Value);
        if (options.IsOnlyNamed)
        {
            return counts;
        }

        if (options.Total is not { } total)
        {
            rest.ForEach(table => counts[table.Name] = options.Rows);
            return counts;
        }

        var levels = Levels(order);
        var weights = rest.ToDictionary(table => table.Name, table => Weight(levels[table.Name]));
        var all = weights.Values.Sum();
        var left = Math.Max(0, total - counts.Values.Sum());
        foreach (var table in rest)
        {
            counts[table.Name] = Math.Max(1, (long)(left * (weights[table.Name] / all)));
        }

        // What rounding left over goes to the largest.
        if (rest.MaxBy(table => counts[table.Name]) is { } largest)
        {
            counts[largest.Name] = Math.Max(1, counts[largest.Name] + left - rest.Sum(table => counts[table.Name]));
        }

        return counts;
    }

    private static double Weight(int level)
    {
        var weight = 1.0;
        for (var i = 0; i < Math.Min(level, 8); i++)
        {
            weight *= Children;
        }

        return weight;
    }

    private static Dictionary<ObjectName, int> Levels(IReadOnlyList<Table> order)
    {
        var levels = new Dictionary<ObjectName, int>();
        foreach (var table in order)
        {
            levels[table.Name] = table
                .ForeignKeys.Where(key => key.References != table.Name)
                .Select(key => levels.TryGetValue(key.References, out var level) ? level + 1 : 0)
                .DefaultIfEmpty(0)
                .Max();
        }

        return levels;
    }
}
