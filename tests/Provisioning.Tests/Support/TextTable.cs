namespace Provisioning.Tests.Support;

/// <summary>Rows of text in aligned columns.</summary>
internal static class TextTable
{
    /// <summary>The rows below each other, each cell as wide as the widest of its column.</summary>
    public static string Of(IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable
            .Range(0, rows[0].Length)
            .Select(column => rows.Max(row => row[column].Length))
            .ToArray();
        return string.Join(
            '\n',
            rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd())
        );
    }
}
