using System.Text;

namespace Provisioning.CommandLine.Output;

/// <summary>Rows in aligned columns, folded to the terminal: cells break between words, and where even that does not
/// fit, each row becomes a paragraph.</summary>
internal static class TextTable
{
    private const string Gap = "  ";

    /// <summary>The table.</summary>
    /// <param name="rows">The rows, the first one the heading; a column of numbers is set to the right.</param>
    /// <param name="columns">The columns of a line; null for no limit.</param>
    /// <param name="tone">The colour of a cell by its column and text; null for none.</param>
    public static string Write(IReadOnlyList<string[]> rows, int? columns, Func<int, string, Tone>? tone = null)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(at => rows.Max(row => row[at].Length)).ToArray();
        if (columns is { } limit && !Shrink(rows, widths, limit - (Gap.Length * (widths.Length - 1))))
        {
            return Paragraphs(rows, limit, tone);
        }

        var isNumeric = widths.Select((_, at) => IsNumeric(rows, at)).ToArray();
        return string.Join(
            '\n',
            rows.SelectMany((row, index) => Lines(row, widths, isNumeric, index == 0 ? Heading : tone))
        );
    }

    /// <summary>Whether the table fits without folding.</summary>
    public static bool Fits(IReadOnlyList<string[]> rows, int? columns) =>
        columns is not { } limit
        || Enumerable.Range(0, rows[0].Length).Sum(at => rows.Max(row => row[at].Length) + Gap.Length) - Gap.Length
            <= limit;

    private static Tone Heading(int column, string text) => Tone.Strong;

    private static bool IsNumeric(IReadOnlyList<string[]> rows, int column) =>
        rows.Count > 1 && rows.Skip(1).All(row => row[column].All(c => char.IsDigit(c) || c is ',' or '.'));

    // Takes from the widest column until the table fits; none becomes narrower than its longest word.
    private static bool Shrink(IReadOnlyList<string[]> rows, int[] widths, int available)
    {
        var least = widths.Select((_, at) => rows.Max(row => row[at].Split(' ').Max(word => word.Length))).ToArray();
        while (widths.Sum() > available)
        {
            var widest = -1;
            for (var at = 0; at < widths.Length; at++)
            {
                if (widths[at] > least[at] && (widest < 0 || widths[at] > widths[widest]))
                {
                    widest = at;
                }
            }

            if (widest < 0)
            {
                return false;
            }

            widths[widest]--;
        }

        return true;
    }

    private static IEnumerable<string> Lines(
        string[] row,
        int[] widths,
        bool[] isNumeric,
        Func<int, string, Tone>? tone
    )
    {
        var cells = row.Select((cell, at) => Terminal.Fold(cell, widths[at]).Split('\n')).ToArray();
        for (var line = 0; line < cells.Max(cell => cell.Length); line++)
        {
            var text = new StringBuilder();
            var blanks = 0;
            for (var at = 0; at < cells.Length; at++)
            {
                var part = line < cells[at].Length ? cells[at][line].TrimEnd() : "";
                var rest = widths[at] - part.Length;
                blanks += isNumeric[at] ? rest : 0;
                if (part.Length > 0)
                {
                    text.Append(' ', blanks).Append(Terminal.Paint(part, tone?.Invoke(at, row[at]) ?? Tone.Plain));
                    blanks = 0;
                }

                blanks += (isNumeric[at] ? 0 : rest) + Gap.Length;
            }

            yield return text.ToString();
        }
    }

    private static string Paragraphs(IReadOnlyList<string[]> rows, int columns, Func<int, string, Tone>? tone)
    {
        var width = rows[0].Max(name => name.Length) + Gap.Length;
        var margin = new string(' ', width);
        return string.Join(
            "\n\n",
            rows.Skip(1)
                .Select(row =>
                    string.Join(
                        '\n',
                        row.Select((cell, at) => (cell, at))
                            .Where(pair => pair.cell.Length > 0)
                            .Select(pair =>
                                Terminal.Paint(rows[0][pair.at], Tone.Strong)
                                + margin[rows[0][pair.at].Length..]
                                + string.Join(
                                    $"\n{margin}",
                                    Terminal
                                        .Fold(pair.cell, columns - width)
                                        .Split('\n')
                                        .Select(line =>
                                            Terminal.Paint(line, tone?.Invoke(pair.at, pair.cell) ?? Tone.Plain)
                                        )
                                )
                            )
                    )
                )
        );
    }
}
