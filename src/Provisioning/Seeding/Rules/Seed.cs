using Provisioning.Databases;
using Provisioning.Schema;

namespace Provisioning.Seeding.Rules;

/// <summary>Where rows by rule begin: a table with a rule for each column.</summary>
public static class Seed
{
    /// <summary>A table whose rows have no rules yet.</summary>
    /// <param name="name">The table.</param>
    /// <param name="count">How many rows.</param>
    public static SeedTable Table(ObjectName name, long count = 1) => new(name, count, [], [], []);

    /// <summary>Rows that belong together, under a name, for tests: what a test is about is said by
    /// <see cref="SeedTable.With(string, object)"/>.</summary>
    /// <param name="name">What they show: <c>overdue invoice</c>.</param>
    /// <param name="tables">The tables; those that they refer to come along.</param>
    public static Seeder Scenario(string name, params IReadOnlyList<SeedTable> tables) => new Scenario(name, tables);

    /// <summary>The rows of tables and of those that they refer to, each after these. Of a table that is given, the
    /// rows are those of the one given.</summary>
    /// <param name="options">What decides the rows.</param>
    /// <param name="tables">The tables.</param>
    /// <exception cref="InvalidOperationException">A table has no key, by which its rows are known
    /// again.</exception>
    public static IReadOnlyList<RowSource> Rows(SeedOptions options, params IReadOnlyList<SeedTable> tables)
    {
        var (ordered, seen) = (new List<RowSource>(), new HashSet<ObjectName>());
        void Add(SeedTable table)
        {
            if (!seen.Add(table.Name))
            {
                return;
            }

            foreach (var parent in table.Parents)
            {
                Add(tables.FirstOrDefault(given => given.Name == parent.Name) ?? parent);
            }

            ordered.Add(table.Rows(options.Seed));
        }

        foreach (var table in tables)
        {
            Add(table);
        }

        return ordered;
    }
}
