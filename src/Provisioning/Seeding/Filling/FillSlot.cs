using Provisioning.Databases;

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

    /// <summary>The foreign key whose columns they are; null for none, or for several.</summary>
    public Schema.ForeignKey? Key { get; init; }

    /// <summary>The choice of each row, where neither of those decides; −1 for NULL.</summary>
    public Func<long, long>? Choose { get; init; }

    /// <summary>The value of a choice, where there is one column; null where <see cref="At"/> has it.</summary>
    public Func<long, object?>? Single { get; init; }

    /// <summary>Writes the value of a choice without making an object of it; null where it is to be made.</summary>
    public Action<long, RowWriter>? Write { get; init; }

    /// <summary>Whether rows differ in it and others together, and not in it alone.</summary>
    public bool IsCombined { get; init; }

    /// <summary>Whether it chooses the values of a column.</summary>
    public bool Has(string column) => Columns.Contains(column, StringComparer.Ordinal);

    /// <summary>The place of a column's value in a choice.</summary>
    public int Place(string column) => Columns.ToList().IndexOf(column);

    /// <summary>The choice of a row. Two rows below the product of their counts differ in one of several slots whose
    /// divisors are the products of the counts before them.</summary>
    public long ChoiceOf(long row) =>
        Choose is { } choose ? choose(row)
        : Random is { } source && Count > 1 ? source.Row(row).Next(0, Math.Min(Count, MostDrawn) - 1)
        : InOrder(row);

    /// <summary>The choice of a row that follows the rows' order.</summary>
    public long InOrder(long row) =>
        Divisor == 1
            ? row < Count
                ? row
                : row % Count
            : ((row / Divisor) + (row % Divisor)) % Count;

    /// <summary>The same, where a choice of −1 is NULL in all columns.</summary>
    public FillSlot OrNull()
    {
        var (at, nulls) = (At, new object?[Columns.Count]);
        var (single, write) = (Single, Write);
        return this with
        {
            At = choice => choice < 0 ? nulls : at(choice),
            Single = single is null ? null : choice => choice < 0 ? null : single(choice),
            Write = write is null
                ? null
                : (choice, writer) =>
                {
                    if (choice < 0)
                    {
                        writer.Null();
                    }
                    else
                    {
                        write(choice, writer);
                    }
                },
        };
    }

    private const long MostDrawn = 10_000;
}
