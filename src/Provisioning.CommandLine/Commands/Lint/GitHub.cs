using System.Globalization;
using System.Text;
using Provisioning.Linting;

namespace Provisioning.CommandLine.Commands.Lint;

/// <summary>Findings as annotations of GitHub Actions, and as the summary of its step.</summary>
internal static class GitHub
{
    // GitHub shows no more of each kind in a step.
    private const int MostShown = 10;
    private const int LongestSummary = 900_000;

    /// <summary>The annotations, the worst first, ten of each kind; the rest is counted in one more. Where
    /// GITHUB_STEP_SUMMARY names a file, a table of all findings is added to it.</summary>
    public static string Of(LintResult result)
    {
        var lines = new List<string>();
        foreach (
            var alike in result.Report.Open.GroupBy(finding => finding.Severity).OrderByDescending(group => group.Key)
        )
        {
            var shown = alike.Count() > MostShown ? MostShown - 1 : MostShown;
            lines.AddRange(alike.Take(shown).Select(Annotation));
            if (alike.Skip(shown).Count() is > 0 and var more)
            {
                lines.Add(
                    $"::{Level(alike.Key)} title=provision "
                        + $"lint::{Data($"{more} more like these: see the summary of the step.")}"
                );
            }
        }

        AddSummary(result);
        return string.Join('\n', lines);
    }

    private static string Annotation(LintFinding finding)
    {
        var place = FindingPlace.Of(finding);
        var where = place is null
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"file={Property(place.File)},line={place.Line},col={place.Column},"
            );
        var safe = finding.Safe.Count > 0 ? $"\nSafe: {string.Join("\n", finding.Safe)}" : "";
        return $"::{Level(finding.Severity)} {where}title={Property(finding.Rule.ToString())}::"
            + Data($"{FindingPlace.Migration(finding)}: {finding.Message}{safe}");
    }

    private static string Level(Severity severity) => severity is Severity.Note ? "notice" : RuleText.Word(severity);

    private static string Data(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    private static void AddSummary(LintResult result)
    {
        if (Environment.GetEnvironmentVariable("GITHUB_STEP_SUMMARY") is not { Length: > 0 } file)
        {
            return;
        }

        try
        {
            File.AppendAllText(file, Summary(result));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ProvisioningException(
                $"The summary of the step cannot be written to {file}: {error.Message}",
                error
            );
        }
    }

    private static string Summary(LintResult result)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"## provision lint: {result.System.Title} on "
                + $"{result.Engine}\n\n{result.Report.Count(Severity.Error)} errors, "
                + $"{result.Report.Count(Severity.Warning)} warnings; analysed {result.Report.Analysed} of "
                + $"{result.Report.Statements} statements.\n"
        );
        if (result.Report.Open.Any())
        {
            text.Append("\n| severity | rule | migration | object | what |\n|---|---|---|---|---|\n");
        }

        foreach (var finding in result.Report.Open.OrderByDescending(finding => finding.Severity))
        {
            if (text.Length > LongestSummary)
            {
                text.Append("\nThere are more: `provision lint` prints all.\n");
                break;
            }

            text.Append(
                CultureInfo.InvariantCulture,
                $"| {RuleText.Word(finding.Severity)} | {finding.Rule} | {Cell(FindingPlace.Migration(finding))} | "
                    + $"{Cell(finding.Object)} | {Cell(finding.Message)} |\n"
            );
        }

        return text.Append('\n').ToString();
    }

    private static string Cell(string text) =>
        PlainText
            .OneLine(text)
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("|", "\\|", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal);
}
