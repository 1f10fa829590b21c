using System.Text.Json.Nodes;
using Provisioning.Linting;

namespace Provisioning.CommandLine.Commands.Lint;

/// <summary>Findings as GitLab's Code Quality report: an array, empty where nothing was found.</summary>
internal static class GitLab
{
    /// <summary>The report. GitLab wants a path: where the line of a call is not known, it is the name of the
    /// migration.</summary>
    public static JsonArray Of(LintResult result) => new([.. result.Report.Open.Select(Issue)]);

    private static JsonObject Issue(LintFinding finding)
    {
        var place = FindingPlace.Of(finding);
        return new()
        {
            ["description"] = finding.Message,
            ["check_name"] = $"provision/{finding.Rule.Id}",
            ["fingerprint"] = finding.Fingerprint,
            ["severity"] = finding.Severity switch
            {
                Severity.Error => "critical",
                Severity.Warning => "major",
                _ => "info",
            },
            ["location"] = new JsonObject
            {
                ["path"] = place?.File ?? finding.Migration.Name,
                ["lines"] = new JsonObject { ["begin"] = place?.Line ?? 1 },
            },
        };
    }
}
