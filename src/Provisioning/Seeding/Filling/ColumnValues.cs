namespace Provisioning.Seeding.Filling;

/// <summary>The values that a column takes, each different from the others and made from its number alone.</summary>
/// <param name="Count">How many there are; <see cref="long.MaxValue"/> where that is no limit.</param>
/// <param name="At">The one of a number, from 0 to <paramref name="Count"/> − 1.</param>
internal sealed record ColumnValues(long Count, Func<long, object?> At)
{
    /// <summary>NULL for every row.</summary>
    public static ColumnValues Null { get; } = new(1, _ => null);

    /// <summary>Those of a list.</summary>
    public static ColumnValues Of(IReadOnlyList<object?> values) => new(values.Count, at => values[(int)at]);

    /// <summary>As many as anyone asks for.</summary>
    public static ColumnValues Endless(Func<long, object?> at) => new(long.MaxValue, at);
}
