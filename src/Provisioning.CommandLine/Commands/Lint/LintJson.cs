using System.Text.Json.Nodes;
using Provisioning.CommandLine.Output;
using Provisioning.Linting;

namespace Provisioning.CommandLine.Commands.Lint;

/// <summary>Findings as the command's own JSON.</summary>
internal static class LintJson
{
    /// <summary>The document.</summary>
    public static JsonObject Of(LintResult result) =>
        new()
        {
            ["format"] = 1,
            ["system"] = result.System.Name,
            ["engine"] = result.Engine,
            ["pending_only"] = result.IsPending,
            ["sizes_known"] = result.Options.Sizes is not null,
            ["migrations"] = result.Report.Migrations,
            ["statements"] = result.Report.Statements,
            ["analysed"] = result.Report.Analysed,
            ["errors"] = result.Report.Count(Severity.Error),
            ["warnings"] = result.Report.Count(Severity.Warning),
            ["notes"] = result.Report.Count(Severity.Note),
            ["findings"] = new JsonArray([.. result.Report.Findings.Select(Finding)]),
        };

    /// <summary>A finding.</summary>
    public static JsonObject Finding(LintFinding finding)
    {
        var place = FindingPlace.Of(finding);
        return new()
        {
            ["rule"] = finding.Rule.Id,
            ["name"] = finding.Rule.Name,
            ["severity"] = RuleText.Word(finding.Severity),
            ["version"] = finding.Migration.IsRecorded ? finding.Migration.Version : null,
            ["migration"] = finding.Migration.Name,
            ["operation"] = finding.Operation,
            ["statement"] = finding.Statement,
            ["summary"] = finding.Summary,
            ["object"] = finding.Object,
            ["message"] = finding.Message,
            ["safe"] = Format.List(finding.Safe),
            ["file"] = place?.File,
            ["line"] = place?.Line,
            ["column"] = place?.Column,
            ["fingerprint"] = finding.Fingerprint,
            ["suppressed"] = finding.Suppression,
        };
    }
}
