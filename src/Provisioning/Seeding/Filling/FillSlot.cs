using Provisioning.Databases;
using Provisioning.Seeding.Filling.Choices;

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
    public RowChoice? Choose { get; init; }

    /// <summary>The value of a choice, where there is one column; null where <see cref="At"/> has it.</summary>
    public Func<long, object?>? Single { get; init; }

    /// <summary>Whether a choice of −1 is NULL in all columns, and passed to none of these functions.</summary>
    public bool MayBeNull { get; init; }

    /// <summary>Writes the value of a choice without making an object of it; null where it is to be made.</summary>
    public Action<long, RowWriter>? Write { get; init; }

    /// <summary>Whether rows differ in it and others together, and not in it alone.</summary>
    public bool IsCombined { get; init; }

    /// <summary>Whether it chooses the values of a column.</summary>
    public bool Has(string column) => Columns.Contains(column, StringComparer.Ordinal);

    /// <summary>The place of a column's value in a choice.</summary>
    public int Place(string column) => Columns.ToList().IndexOf(column);

    /// <summary>The choice of each row.</summary>
    public RowChoice Choice() =>
        Choose
        ?? (
            Random is { } source && Count > 1
                ? RowChoice.By(new Drawn(source, Math.Min(Count, MostDrawn)))
                : RowChoice.By(new InOrder(Count, Divisor))
        );

    /// <summary>The same, where a choice of −1 is NULL in all columns.</summary>
    public FillSlot OrNull() => this with { MayBeNull = true };

    /// <summary>The value of a choice in one of the columns.</summary>
    /// <param name="choice">The choice.</param>
    /// <param name="place">The column's place.</param>
    public object? Value(long choice, int place) =>
        choice == Null && MayBeNull ? null
        : Single is { } single ? single(choice)
        : At(choice)[place];

    private const long MostDrawn = 10_000;
    private const long Null = -1;
}
