namespace Provisioning.Seeding.Filling;

/// <summary>Combines two slots that share columns: the choices that agree in those.</summary>
internal static class SlotJoin
{
    private const int Most = 10_000;

    /// <summary>The slot of both.</summary>
    public static FillSlot Of(FillSlot one, FillSlot other)
    {
        string[] shared = [.. one.Columns.Intersect(other.Columns, StringComparer.Ordinal)];
        string[] more = [.. other.Columns.Except(shared, StringComparer.Ordinal)];
        var others = Choices(other).ToLookup(row => Key(other, row, shared), StringComparer.Ordinal);
        var rows = Choices(one)
            .SelectMany(row =>
                others[Key(one, row, shared)]
                    .Select(found => (IReadOnlyList<object?>)[.. row, .. more.Select(name => found[other.Place(name)])])
            )
            .Take(Most)
            .ToList();
        return new([.. one.Columns, .. more], rows.Count, at => rows[(int)at]) { Random = one.Random };
    }

    private static IEnumerable<IReadOnlyList<object?>> Choices(FillSlot slot) =>
        Enumerable.Range(0, (int)Math.Min(slot.Count, Most)).Select(at => slot.At(at));

    private static string Key(FillSlot slot, IReadOnlyList<object?> row, string[] shared) =>
        string.Join('\0', shared.Select(name => TypeValues.Text(row[slot.Place(name)])));
}
