using System.Text;
using System.Text.Json.Nodes;
using Provisioning.Execution;
using Provisioning.Linting;

namespace Provisioning.CommandLine.Commands.Lint;

/// <summary>Findings as SARIF 2.1.0, which code scanning of GitHub and Azure DevOps and editors read.</summary>
internal static class Sarif
{
    // What GitHub takes of a run.
    private const int MostResults = 25_000;

    /// <summary>The document. A finding whose line is not known has a logical place only.</summary>
    public static JsonObject Of(LintResult result)
    {
        var rules = result
            .Report.Findings.Select(finding => finding.Rule)
            .Distinct()
            .OrderBy(rule => rule.Id, StringComparer.Ordinal)
            .ToList();
        return new()
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(
                new JsonObject
                {
                    ["tool"] = new JsonObject { ["driver"] = Driver(rules) },
                    ["automationDetails"] = new JsonObject { ["id"] = $"provision/lint/{result.System.Name}/" },
                    ["columnKind"] = "utf16CodeUnits",
                    ["invocations"] = new JsonArray(Invocation(result.Report)),
                    ["results"] = new JsonArray([
                        .. result
                            .Report.Findings.OrderByDescending(finding => finding.Severity)
                            .Take(MostResults)
                            .Select(finding => Result(finding, rules)),
                    ]),
                }
            ),
        };
    }

    private static JsonObject Driver(List<LintRule> rules) =>
        new()
        {
            ["name"] = "provision",
            ["version"] = MigrationRunner.ToolVersion,
            ["semanticVersion"] = MigrationRunner.ToolVersion,
            ["rules"] = new JsonArray([.. rules.Select(Rule)]),
        };

    private static JsonObject Rule(LintRule rule) =>
        new()
        {
            ["id"] = rule.Id,
            ["name"] = Pascal(rule.Name),
            ["shortDescription"] = Text(rule.Summary),
            ["fullDescription"] = Text(rule.Lock is null ? rule.Why : $"{rule.Why} {rule.Lock}"),
            ["help"] = new JsonObject
            {
                ["text"] = $"Safe: {rule.Safe}",
                ["markdown"] = $"**Safe:** {rule.Safe}\n\n**Silent:** {rule.Silent ?? "never."}",
            },
            ["defaultConfiguration"] = new JsonObject { ["level"] = RuleText.Word(rule.Severity) },
            ["properties"] = new JsonObject
            {
                ["tags"] = new JsonArray("migration", rule.Group.ToString().ToLowerInvariant()),
                ["precision"] = "high",
            },
        };

    private static JsonObject Invocation(LintReport report)
    {
        var invocation = new JsonObject { ["executionSuccessful"] = true };
        if (report.Analysed < report.Statements)
        {
            invocation["toolExecutionNotifications"] = new JsonArray(
                new JsonObject
                {
                    ["level"] = "note",
                    ["message"] = Text($"Analysed {report.Analysed} of {report.Statements} statements."),
                }
            );
        }

        return invocation;
    }

    private static JsonObject Result(LintFinding finding, List<LintRule> rules)
    {
        var location = new JsonObject();
        if (FindingPlace.Of(finding) is { } place)
        {
            location["physicalLocation"] = new JsonObject
            {
                ["artifactLocation"] = new JsonObject { ["uri"] = Uri(place.File), ["uriBaseId"] = "%SRCROOT%" },
                ["region"] = new JsonObject { ["startLine"] = place.Line, ["startColumn"] = place.Column },
            };
        }

        location["logicalLocations"] = new JsonArray(
            new JsonObject
            {
                ["name"] = finding.Object,
                ["fullyQualifiedName"] = $"{FindingPlace.Migration(finding)}/{finding.Object}",
            }
        );
        var safe = finding.Safe.Count > 0 ? $" Safe: {string.Join(" ", finding.Safe)}" : "";
        var result = new JsonObject
        {
            ["ruleId"] = finding.Rule.Id,
            ["ruleIndex"] = rules.IndexOf(finding.Rule),
            ["level"] = RuleText.Word(finding.Severity),
            ["message"] = Text(finding.Message + safe),
            ["locations"] = new JsonArray(location),
            ["partialFingerprints"] = new JsonObject { ["provisionFinding/v1"] = finding.Fingerprint },
            ["properties"] = new JsonObject { ["statement"] = finding.Summary },
        };
        if (finding.Suppression is { } reason)
        {
            result["suppressions"] = new JsonArray(
                new JsonObject { ["kind"] = "inSource", ["justification"] = reason }
            );
        }

        return result;
    }

    private static JsonObject Text(string text) => new() { ["text"] = text };

    private static string Uri(string path) => string.Join('/', path.Split('/').Select(System.Uri.EscapeDataString));

    private static string Pascal(string name)
    {
        var text = new StringBuilder();
        foreach (var word in name.Split('-'))
        {
            text.Append(char.ToUpperInvariant(word[0])).Append(word.AsSpan(1));
        }

        return text.ToString();
    }
}
