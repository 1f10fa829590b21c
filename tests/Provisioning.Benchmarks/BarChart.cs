using System.Globalization;
using System.Text;

namespace Provisioning.Benchmarks;

/// <summary>Bars beside each other's, drawn as SVG for light and for dark pages.</summary>
internal static class BarChart
{
    private const int Width = 880;
    private const int Margin = 16;
    private const int LineHeight = 22;
    private const int Label = 150;
    private const int Figure = 64;

    private static readonly Theme[] Themes =
    [
        new("light", "#ffffff", "#d0d7de", "#1f2328", "#6e7781", "#0969da", "#afb8c1"),
        new("dark", "#0d1117", "#30363d", "#e6edf3", "#8b949e", "#58a6ff", "#484f58"),
    ];

    private sealed record Theme(
        string Name,
        string Back,
        string Border,
        string Text,
        string Faint,
        string Ours,
        string Others
    );

    /// <summary>A bar.</summary>
    public sealed record Bar(string Label, double Value, bool IsOurs);

    /// <summary>Bars of one unit, with a title.</summary>
    public sealed record Panel(string Title, IReadOnlyList<Bar> Bars);

    /// <summary>Writes <c>NAME.light.svg</c> and <c>NAME.dark.svg</c>, two panels in a row.</summary>
    public static void Write(string folder, string name, IReadOnlyList<Panel> panels)
    {
        foreach (var theme in Themes)
        {
            File.WriteAllText(Path.Combine(folder, $"{name}.{theme.Name}.svg"), Draw(panels, theme));
        }
    }

    private static string Draw(IReadOnlyList<Panel> panels, Theme theme)
    {
        var rows = panels.Chunk(2).ToArray();
        var heights = rows.Select(row => (row.Max(panel => panel.Bars.Count) + 2) * LineHeight).ToArray();
        var height = heights.Sum() + Margin;
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{height}" viewBox="0 0 {Width} {height}">
            <rect x="0.5" y="0.5" width="{Width - 1}" height="{height
                - 1}" rx="8" fill="{theme.Back}" stroke="{theme.Border}"/>
            <g font-family="system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="13" fill="{theme.Text}">

            """
        );
        var top = Margin;
        foreach (var (row, rowHeight) in rows.Zip(heights))
        {
            foreach (var (column, panel) in row.Index())
            {
                Draw(svg, panel, theme, Margin + (column * (Width - Margin) / 2), top);
            }

            top += rowHeight;
        }

        return svg.Append("</g>\n</svg>\n").ToString();
    }

    private static void Draw(StringBuilder svg, Panel panel, Theme theme, int left, int top)
    {
        var room = ((Width - Margin) / 2) - Margin - Label - Figure;
        var most = panel.Bars.Max(bar => bar.Value);
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{left}\" y=\"{top + 14}\" font-weight=\"bold\">{panel.Title}</text>\n"
        );
        foreach (var (number, bar) in panel.Bars.Index())
        {
            var y = top + ((number + 1) * LineHeight) + 4;
            var length = Math.Max(1, room * bar.Value / most);
            var (weight, fill) = bar.IsOurs ? (" font-weight=\"bold\"", theme.Ours) : ("", theme.Others);
            svg.Append(
                CultureInfo.InvariantCulture,
                $"""
                <text x="{left + Label - 8}" y="{y + 12}" text-anchor="end"{weight}>{bar.Label}</text>
                <rect x="{left + Label}" y="{y}" width="{length:0.0}" height="16" rx="2" fill="{fill}"/>
                <text x="{left + Label + length + 6:0.0}" y="{y + 12}" fill="{theme.Faint}">{Report.Number(
                    bar.Value
                )}</text>

                """
            );
        }
    }
}
