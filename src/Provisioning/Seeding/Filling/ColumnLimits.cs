using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

/// <summary>What checks say of a column's values. Literals are kept as their text, which the column's type
/// reads.</summary>
internal sealed record ColumnLimits
{
    /// <summary>No limit.</summary>
    public static ColumnLimits None { get; } = new();

    /// <summary>The smallest value; null for none.</summary>
    public string? Least { get; init; }

    /// <summary>Whether <see cref="Least"/> itself is too small.</summary>
    public bool IsAboveLeast { get; init; }

    /// <summary>The largest value; null for none.</summary>
    public string? Most { get; init; }

    /// <summary>Whether <see cref="Most"/> itself is too large.</summary>
    public bool IsBelowMost { get; init; }

    /// <summary>The only values; null for all.</summary>
    public ValueList<string>? Among { get; init; }

    /// <summary>What it is divided by in a check; null for none.</summary>
    public decimal? Divisor { get; init; }

    /// <summary>What is to be left then.</summary>
    public decimal Remainder { get; init; }

    /// <summary>Values that are none.</summary>
    public ValueList<string> Except { get; init; } = [];

    /// <summary>The least number of characters.</summary>
    public int Shortest { get; init; }

    /// <summary>The largest number of characters; null for no limit.</summary>
    public int? Longest { get; init; }

    /// <summary>What the text looks like; null for anything.</summary>
    public TextPattern? Pattern { get; init; }

    /// <summary>Whether letters are capitals.</summary>
    public bool IsUpperCase { get; init; }

    /// <summary>Whether it is a JSON document: <c>object</c>, <c>array</c> …; null where that is not said.</summary>
    public string? Json { get; init; }

    /// <summary>Whether it has to be NULL.</summary>
    public bool IsNull { get; init; }

    /// <summary>How many columns of the row it is larger than, one after the other.</summary>
    public int Level { get; init; }

    /// <summary>Whether it is compared with another column of the row.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>The same with only those values; of two lists what both have, unless that is nothing.</summary>
    public ColumnLimits WithAmong(IEnumerable<string> values)
    {
        var list = values.ToValueList();
        var both = Among is null ? list : Among.Where(list.Contains).ToValueList();
        return this with { Among = both.Count == 0 ? Among : both };
    }

    /// <summary>The same with a smallest value; of two the larger.</summary>
    public ColumnLimits WithLeast(string value, bool isAbove) =>
        Least is { } was && Compare(was, value) is > 0 ? this : this with { Least = value, IsAboveLeast = isAbove };

    /// <summary>The same with a largest value; of two the smaller.</summary>
    public ColumnLimits WithMost(string value, bool isBelow) =>
        Most is { } was && Compare(was, value) is < 0 ? this : this with { Most = value, IsBelowMost = isBelow };

    private static int Compare(string a, string b) =>
        Number(a) is { } one && Number(b) is { } other ? one.CompareTo(other) : string.CompareOrdinal(a, b);

    /// <summary>The number that a literal is; null where it is none.</summary>
    public static decimal? Number(string? text) =>
        decimal.TryParse(
            text,
            System.Globalization.NumberStyles.Float,
            System.Globalization.CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;
}
