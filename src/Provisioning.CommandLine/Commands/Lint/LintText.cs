using System.Globalization;
using System.Text;
using Provisioning.CommandLine.Output;
using Provisioning.Linting;

namespace Provisioning.CommandLine.Commands.Lint;

/// <summary>Findings for people: those of one rule in one migration together.</summary>
internal static class LintText
{
    private const int MostNames = 6;

    /// <summary>The text.</summary>
    public static string Of(LintResult result, int columns)
    {
        var text = new StringBuilder();
        foreach (var migration in result.Report.Open.GroupBy(finding => finding.Migration))
        {
            text.Append(Terminal.Paint(migration.Key.ToString(), Tone.Strong)).Append('\n');
            foreach (var alike in migration.GroupBy(finding => (finding.Rule, finding.Severity)))
            {
                Append(text, [.. alike], columns);
            }

            text.Append('\n');
        }

        return text.Append(Terminal.Fold(End(result), columns)).ToString();
    }

    private static void Append(StringBuilder text, LintFinding[] alike, int columns)
    {
        var first = alike[0];
        var word = RuleText.Word(first.Severity);
        text.Append("  ")
            .Append(Terminal.Paint($"{word, -7} {first.Rule}", ToneOf(first.Severity)))
            .Append(alike.Length > 1 ? $" ×{alike.Length}" : "")
            .Append('\n');
        if (FindingPlace.Of(first) is { } place)
        {
            text.Append("    ").Append(Terminal.Paint($"{place.File}:{place.Line}", Tone.Faint)).Append('\n');
        }

        Block(text, first.Message, "    ", columns);
        if (alike.Length > 1)
        {
            var others = alike.Skip(1).Select(finding => finding.Object).Distinct(StringComparer.Ordinal).ToList();
            var more = others.Count > MostNames ? $" and {others.Count - MostNames} more" : "";
            if (others.Count > 0)
            {
                Block(text, $"Also: {string.Join(", ", others.Take(MostNames))}{more}.", "    ", columns);
            }
        }

        foreach (var step in first.Safe)
        {
            Block(text, $"{(step == first.Safe[0] ? "safe: " : "      ")}{step}", "    ", columns, "            ");
        }
    }

    private static void Block(StringBuilder text, string prose, string indent, int columns, string? following = null)
    {
        var lead = prose.Length - prose.TrimStart().Length;
        var rest = (following ?? indent)[indent.Length..];
        var folded = Terminal.Fold(prose.TrimStart(), columns - indent.Length - lead, rest).Split('\n');
        foreach (var line in folded)
        {
            text.Append(indent).Append(new string(' ', lead)).Append(line).Append('\n');
        }
    }

    private static string End(LintResult result)
    {
        var report = result.Report;
        var counts = string.Join(
            ", ",
            new[] { Severity.Error, Severity.Warning, Severity.Note }
                .Select(severity => (severity, Count: report.Count(severity)))
                .Where(pair => pair.Count > 0)
                .Select(pair =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{pair.Count:N0} {RuleText.Word(pair.severity)}{(pair.Count == 1 ? "" : "s")}"
                    )
                )
        );
        var suppressed = report.Findings.Count(finding => finding.Suppression is not null);
        var sizes = result.Options.Sizes is null ? " Sizes are not known: give --stats FILE or --url." : "";
        var explain = report.Open.FirstOrDefault() is { } first
            ? $" `provision lint --explain {first.Rule.Id}` says more."
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(counts.Length == 0 ? "Nothing found" : counts)} in {report.Migrations:N0} "
                + $"{(result.IsPending ? "pending " : "")}migration{(report.Migrations == 1 ? "" : "s")} of "
                + $"{result.System.Title} on {result.Engine}{(suppressed > 0 ? $", {suppressed:N0} suppressed" : "")}; "
                + $"analysed {report.Analysed:N0} of {report.Statements:N0} statements.{sizes}{explain}"
        );
    }

    private static Tone ToneOf(Severity severity) =>
        severity switch
        {
            Severity.Error => Tone.Bad,
            Severity.Warning => Tone.Warning,
            _ => Tone.Plain,
        };
}
