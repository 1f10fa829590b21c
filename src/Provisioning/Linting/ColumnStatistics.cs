using System.Globalization;
using System.Text.Json.Nodes;
using Provisioning.Schema;

namespace Provisioning.Linting;

/// <summary>What the values of a column are like. No text is in it; numbers are rounded to four digits, times to
/// days.</summary>
/// <param name="Name">The column.</param>
/// <param name="Nulls">The share of rows in which it is NULL, from 0 to 1.</param>
/// <param name="Width">How many bytes its values have on average; null where that is not known.</param>
/// <param name="Histogram">Bounds between which equally many of its values lie, ascending: numbers, or days since 1970
/// for times; none for other types, for keys, and for columns without values.</param>
public sealed record ColumnStatistics(string Name, double Nulls, double? Width, ValueList<double> Histogram)
{
    /// <summary>How many parts a histogram has.</summary>
    public const int Parts = 20;

    private const int Digits = 4;

    /// <summary>Whether the histogram is of times.</summary>
    public bool IsTime { get; init; }

    /// <summary>A number of a histogram as it may be published.</summary>
    /// <param name="value">The number.</param>
    /// <param name="isTime">Whether it is days since 1970.</param>
    public static double Rounded(double value, bool isTime)
    {
        if (isTime || value == 0)
        {
            return Math.Round(value);
        }

        var text = value.ToString($"E{Digits - 1}", CultureInfo.InvariantCulture);
        return double.Parse(text, CultureInfo.InvariantCulture);
    }

    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["name"] = Name, ["nulls"] = Math.Round(Nulls, 4) };
        if (Width is { } width)
        {
            json["width"] = Math.Round(width, 1);
        }

        if (Histogram.Count > 0)
        {
            json[IsTime ? "days" : "numbers"] = new JsonArray([
                .. Histogram.Select(value => JsonValue.Create(Rounded(value, IsTime))),
            ]);
        }

        return json;
    }

    internal static ColumnStatistics Parse(JsonNode column) =>
        new(
            (string)column["name"]!,
            (double)column["nulls"]!,
            (double?)column["width"],
            [.. (column["days"] as JsonArray ?? column["numbers"] as JsonArray ?? []).Select(value => (double)value!)]
        )
        {
            IsTime = column["days"] is not null,
        };
}
