namespace Provisioning.Seeding.Filling;

/// <summary>Columns of a table whose values are chosen together: one column, or those of foreign keys.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Count">How many choices there are.</param>
/// <param name="At">The values of a choice, in the order of the columns.</param>
internal sealed record FillSlot(IReadOnlyList<string> Columns, long Count, Func<long, IReadOnlyList<object?>> At)
{
    /// <summary>After how many rows it goes on to the next choice; other slots have changed by then.</summary>
    public long Divisor { get; init; } = 1;

    /// <summary>The numbers that a row's choice is drawn from; null where it follows the rows' order.</summary>
    public RandomSource? Random { get; init; }

    /// <summary>Whether it chooses the values of a column.</summary>
    public bool Has(string column) => Columns.Contains(column, StringComparer.Ordinal);

    /// <summary>The place of a column's value in a choice.</summary>
    public int Place(string column) => Columns.ToList().IndexOf(column);

    /// <summary>The choice of a row. Two rows below the product of their counts differ in one of several slots whose
    /// divisors are the products of the counts before them.</summary>
    public long ChoiceOf(long row) =>
        Random is { } source && Count > 1
            ? source.Row(row).Next(0, Math.Min(Count, MostDrawn) - 1)
            : ((row / Divisor) + (row % Divisor)) % Count;

    private const long MostDrawn = 10_000;
}
