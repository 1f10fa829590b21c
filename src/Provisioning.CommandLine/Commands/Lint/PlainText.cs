using Provisioning.Linting;

namespace Provisioning.CommandLine.Commands.Lint;

/// <summary>Findings a line each, as compilers print theirs: <c>path:line:column: level id: message</c>.</summary>
internal static class PlainText
{
    /// <summary>The lines. Where the line of a call is not known, the name of the migration is in its place.</summary>
    public static string Of(LintResult result) =>
        string.Join(
            '\n',
            result.Report.Open.Select(finding =>
                $"{Place(finding)}: {RuleText.Word(finding.Severity)} {finding.Rule.Id}: {OneLine(finding.Message)} "
                + $"[{finding.Rule.Name}]"
            )
        );

    private static string Place(LintFinding finding) =>
        FindingPlace.Of(finding) is { } place ? place.ToString() : FindingPlace.Migration(finding);

    /// <summary>A text without breaks.</summary>
    public static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
