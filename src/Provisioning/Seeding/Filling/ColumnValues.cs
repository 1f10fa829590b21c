using System.Globalization;
using System.Text;
using Provisioning.Databases;

namespace Provisioning.Seeding.Filling;

/// <summary>The values that a column takes, each different from the others and made from its number alone.</summary>
/// <param name="Count">How many there are; <see cref="long.MaxValue"/> where that is no limit.</param>
/// <param name="At">The one of a number, from 0 to <paramref name="Count"/> − 1.</param>
internal sealed record ColumnValues(long Count, Func<long, object?> At)
{
    /// <summary>NULL for every row.</summary>
    public static ColumnValues Null { get; } = new(1, _ => null);

    /// <summary>Writes the one of a number without making an object of it; null where it is to be made.</summary>
    public Action<long, RowWriter>? Write { get; init; }

    /// <summary>Those of a list.</summary>
    public static ColumnValues Of(IReadOnlyList<object?> values) =>
        new(values.Count, at => values[(int)at])
        {
            Write = values.All(value => value is bool) ? (at, writer) => writer.Boolean((bool)values[(int)at]!) : null,
        };

    /// <summary>Texts of a list.</summary>
    public static ColumnValues OfTexts(IReadOnlyList<string> values)
    {
        byte[][] texts = [.. values.Select(Encoding.UTF8.GetBytes)];
        return Of(values) with { Write = (at, writer) => writer.Utf8(texts[at]) };
    }

    /// <summary>As many as anyone asks for.</summary>
    public static ColumnValues Endless(Func<long, object?> at) => new(long.MaxValue, at);

    /// <summary>Texts around a number.</summary>
    /// <param name="before">What comes before it.</param>
    /// <param name="after">What comes after it.</param>
    /// <param name="first">The first number.</param>
    public static ColumnValues Numbered(string before, string after, long first)
    {
        var (start, end) = (Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after));
        return Endless(at => string.Create(CultureInfo.InvariantCulture, $"{before}{at + first}{after}")) with
        {
            Write = (at, writer) => writer.Numbered(start, at + first, end),
        };
    }

    /// <summary>Each of them changed.</summary>
    public ColumnValues Select(Func<object?, object?> change) => new(Count, at => change(At(at)));
}
