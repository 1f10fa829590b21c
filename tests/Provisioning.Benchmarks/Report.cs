using System.Globalization;
using System.Text;

namespace Provisioning.Benchmarks;

/// <summary>What was measured, as Markdown that is readable as text as well.</summary>
internal sealed class Report(Machine machine)
{
    private readonly string _loadBefore = Machine.Load();
    private readonly StringBuilder _text = new();

    public string Text => _text.ToString().TrimEnd() + "\n";

    public void Heading(string text) => Paragraph($"## {text}");

    public void Paragraph(string text) => _text.AppendLine(text).AppendLine();

    /// <summary>A table with its columns in line.</summary>
    /// <param name="rows">The first one has the names of the columns.</param>
    public void Table(IReadOnlyList<string[]> rows)
    {
        var widths = rows[0].Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        foreach (var (number, row) in rows.Index())
        {
            Line(row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column])));
            if (number == 0)
            {
                Line(widths.Select((width, column) => new string('-', width - 1) + (column == 0 ? '-' : ':')));
            }
        }

        _text.AppendLine();
    }

    /// <summary>Writes <c>docs/benchmarks.md</c>.</summary>
    public void Write(string root)
    {
        var page = new Report(machine);
        page.Paragraph("# Benchmarks");
        page.Paragraph(
            """
            `make bench` wrote this page, its pictures and the figures in the README: whole processes, as a user starts them, in turn (one run of each, then the next round),
            so that what else the machine does falls on all alike. Times are medians, with the minimum in brackets; CPU seconds are those of the process and its children,
            medians as well; memory is the most that any run held. They are figures of one machine: ratios say more than milliseconds. Measure again on yours: it takes about
            a quarter of an hour after everything is built, and needs `python3`, `sqlite3`, PostgreSQL's server, a C linker, and `npm` for dbmate.
            `make bench BENCH="tools 7"` (rounds), `BENCH=review`, `BENCH=testing` and `BENCH="backup 700000"` (rows) measure one part and print it; `BENCH="all 3 100000"` is all of it in short.
            """
        );
        page.Table([
            ["measured on", ""],
            .. machine.Facts.Select(fact => (string[])[fact.Name, fact.Value]),
            ["load before, after", $"{_loadBefore}, {Machine.Load()}"],
        ]);
        File.WriteAllText(Path.Combine(root, "docs", "benchmarks.md"), page.Text + "\n" + Text);
    }

    /// <summary>A number with the digits that matter.</summary>
    public static string Number(double value) =>
        value.ToString(
            value < 0.995 ? "0.00"
                : value < 9.95 ? "0.0"
                : "#,0",
            CultureInfo.InvariantCulture
        );

    /// <summary>A ratio.</summary>
    public static string Ratio(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private void Line(IEnumerable<string> cells) => _text.AppendLine($"| {string.Join(" | ", cells)} |");
}
