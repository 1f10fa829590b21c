using System.Globalization;
using Provisioning.Schema;

namespace Provisioning.Adoption;

/// <summary>The rows of a tool's table, and of those beside it.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Beside">The rows of the tables beside it, by the tables' names as they are compared.</param>
internal sealed record PreviousLedger(
    ObjectName Table,
    IReadOnlyList<PreviousRow> Rows,
    IReadOnlyDictionary<string, IReadOnlyList<PreviousRow>> Beside
)
{
    /// <summary>The rows of a table beside it; none where it is not there.</summary>
    public IReadOnlyList<PreviousRow> Of(string beside) => Beside.GetValueOrDefault(beside, []);
}

/// <summary>A row of a tool's table: its values as text, by the columns' names as they are compared.</summary>
internal sealed class PreviousRow(IReadOnlyDictionary<string, int> columns, string?[] values)
{
    // More than a number of seconds since 1970 will be for as long as anyone cares.
    private const long Milliseconds = 100_000_000_000;

    /// <summary>The value; null where it is null, or there is no such column.</summary>
    public string? this[string column] => columns.TryGetValue(column, out var at) ? values[at] : null;

    /// <summary>The value; empty where there is none.</summary>
    public string Text(string column) => this[column] ?? "";

    /// <summary>Whether the value is true, as either engine writes it.</summary>
    public bool Is(string column) => this[column] is "1" or "true" or "t" or "TRUE" or "True";

    /// <summary>The value as a number; null where it is none.</summary>
    public long? Number(string column) => NumberOf(this[column]);

    /// <summary>The value as a moment: text, or seconds or milliseconds since 1970.</summary>
    public DateTime? Time(string column) =>
        this[column] switch
        {
            null or "" => null,
            var text when NumberOf(text) is { } number => Since(number),
            var text => DateTime.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
                out var moment
            )
                ? moment
                : null,
        };

    /// <summary>A text of digits as a number; null where it is none, or does not fit.</summary>
    public static long? NumberOf(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>The digits that a text begins with as a number; null for none.</summary>
    public static long? Leading(string text) => NumberOf(string.Concat(text.TakeWhile(char.IsAsciiDigit)));

    private static DateTime? Since(long number)
    {
        try
        {
            return Math.Abs(number) >= Milliseconds
                ? DateTime.UnixEpoch.AddMilliseconds(number)
                : DateTime.UnixEpoch.AddSeconds(number);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
