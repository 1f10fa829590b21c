using Provisioning.Databases;

namespace Provisioning.Seeding.Filling;

/// <summary>The keys that a foreign key may refer to, each by its number.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="At">The values of one, in the order of the columns referred to.</param>
internal sealed record ParentKeys(long Count, Func<long, IReadOnlyList<object?>> At)
{
    /// <summary>None: the key is left NULL.</summary>
    public static ParentKeys None { get; } = Of([]);

    /// <summary>When the rows came to be; null where that is not known.</summary>
    public RowClock? Clock { get; init; }

    /// <summary>The value of one, where it is a single column; null where it is read from <see cref="At"/>.</summary>
    public Func<long, object?>? Single { get; init; }

    /// <summary>Writes the value of one, where it is a single column; null where an object of it is to be
    /// made.</summary>
    public Action<long, RowWriter>? Write { get; init; }

    /// <summary>The name of the type that <see cref="Write"/> writes.</summary>
    public string? Type { get; init; }

    /// <summary>Those of a list.</summary>
    public static ParentKeys Of(IReadOnlyList<object[]> rows) => new(rows.Count, at => rows[(int)at]);

    /// <summary>Those that a condition holds for, among the first of a number; all where it holds for none.</summary>
    public ParentKeys Where(Func<IReadOnlyList<object?>, bool> isAllowed, int most)
    {
        var allowed = new List<IReadOnlyList<object?>>();
        for (var at = 0L; at < Math.Min(Count, most); at++)
        {
            if (At(at) is var row && isAllowed(row))
            {
                allowed.Add(row);
            }
        }

        return allowed.Count == 0 || allowed.Count == Count ? this : new(allowed.Count, at => allowed[(int)at]);
    }
}
