namespace Provisioning.Seeding.Filling;

/// <summary>What a reference to one of several tables may refer to.</summary>
/// <param name="Type">The column that says which table.</param>
/// <param name="Id">The column that has the key.</param>
/// <param name="Targets">The tables that have rows, by what the column calls them, and their keys.</param>
internal sealed record PolymorphicParents(string Type, string Id, IReadOnlyList<(string Name, ParentKeys Keys)> Targets)
{
    /// <summary>How many rows there are in all.</summary>
    public long Count => Targets.Sum(target => target.Keys.Count);

    /// <summary>The first row of a table, counted over all of them.</summary>
    public long First(int target) => Targets.Take(target).Sum(before => before.Keys.Count);
}
