using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

/// <summary>What rows of partitioned tables have to satisfy, so that a partition takes them.</summary>
/// <param name="beyond">What an inspector found of the partitions.</param>
internal sealed class PartitionBounds(UnmodelledStructure beyond)
{
    private const string By = "partition by ";
    private const string Of = "partition of ";
    private const int MostPartitions = 8;

    /// <summary>The table with that as a check; as it is where it has no partitions, or one for all rows.</summary>
    public Table With(Table table) =>
        Condition(table.Name) is { } condition
            ? table with
            {
                Checks = [.. table.Checks, new(null, condition)],
            }
            : table;

    private string? Condition(ObjectName table)
    {
        if (beyond.Parts.FirstOrDefault(part => part.Name == table && IsFact(part, By)) is not { } how)
        {
            return null;
        }

        var words = new SqlWords(how.Text[By.Length..], postgres: true);
        var column = words.Is(0, "RANGE", "LIST") ? words.Between(2, words.Find(2, ",", ")")) : null;
        var partitions = Partitions(table).ToList();
        return column is null || partitions.Count == 0 || partitions.Exists(part => part.Bound is "DEFAULT")
            ? null
            : string.Join(
                " OR ",
                partitions
                    .Take(MostPartitions)
                    .Select(part =>
                        $"({Bound(column, part.Bound)}{(Condition(part.Name) is { } more ? $" AND ({more})" : "")})"
                    )
            );
    }

    private IEnumerable<(ObjectName Name, string Bound)> Partitions(ObjectName table) =>
        from part in beyond.Parts
        where IsFact(part, Of)
        let words = new SqlWords(part.Text[Of.Length..], postgres: true)
        let parent = words.Name(0)
        where parent.Name == table
        select (part.Name, words.Between(parent.End, words.Count));

    private static bool IsFact(UnmodelledPart part, string start) =>
        part.Text.StartsWith(start, StringComparison.Ordinal);

    // FOR VALUES IN (…), or FROM (…) TO (…), of which the first column is enough.
    private static string Bound(string column, string bound)
    {
        var words = new SqlWords(bound, postgres: true);
        if (words.Is(2, "IN"))
        {
            return $"{column} IN {words.Between(3, words.Count)}";
        }

        var to = words.Find(3, "TO");
        string? Limit(int from, string sign) =>
            words.Is(from, "MINVALUE", "MAXVALUE")
                ? null
                : $"{column} {sign} {words.Between(from, words.Find(from, ",", ")"))}";
        var limits = new[] { Limit(4, ">="), Limit(to + 2, "<") }.OfType<string>().ToList();
        return limits.Count == 0 ? $"{column} IS NOT NULL" : string.Join(" AND ", limits);
    }
}
