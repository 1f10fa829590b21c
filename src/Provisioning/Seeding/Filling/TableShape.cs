using System.Globalization;
using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

/// <summary>What the rows of a table are to be like, as far as is known.</summary>
/// <param name="Columns">The columns by name.</param>
/// <param name="Keys">The foreign keys of one column, by its name.</param>
public sealed record TableShape(
    IReadOnlyDictionary<string, ColumnShape> Columns,
    IReadOnlyDictionary<string, KeyShape> Keys
)
{
    /// <summary>A number that is another for other shapes.</summary>
    internal static long Fingerprint(IReadOnlyDictionary<ObjectName, TableShape> shapes)
    {
        var lines =
            from shape in shapes.OrderBy(shape => $"{shape.Key}", StringComparer.Ordinal)
            from line in shape
                .Value.Columns.Select(column => $"{column.Key} {column.Value}")
                .Concat(shape.Value.Keys.Select(key => $"{key.Key} {key.Value}"))
            select $"{shape.Key} {line}";
        var text = string.Join('\n', lines);
        return text.Length == 0 ? 0 : (long)(new RandomSource(0, text).Row(0).Next() >> 1);
    }
}

/// <summary>What the values of a column are to be like.</summary>
/// <param name="Nulls">The share of rows in which it is NULL, from 0 to 1.</param>
/// <param name="Width">How many characters texts have on average; null for any number.</param>
/// <param name="Histogram">Bounds between which equally many values lie, ascending: numbers, or days since 1970; none
/// for any values.</param>
/// <param name="IsTime">Whether the bounds are days.</param>
public sealed record ColumnShape(double Nulls, double? Width, ValueList<double> Histogram, bool IsTime)
{
    /// <inheritdoc />
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Nulls} {Width} {IsTime} {string.Join(' ', Histogram.Select(Text))}"
        );

    private static string Text(double bound) => bound.ToString(CultureInfo.InvariantCulture);
}

/// <summary>How many rows are to refer to one.</summary>
/// <param name="Average">How many refer to one that is referred to, on average.</param>
/// <param name="First">The share of all rows that refer to the one that most refer to, from 0 to 1.</param>
public sealed record KeyShape(double Average, double First)
{
    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Average} {First}");
}
