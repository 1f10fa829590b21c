using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Provisioning.Execution;
using Provisioning.Planning;

namespace Provisioning.CommandLine.Output;

/// <summary>What needs a person's decision, for people and programs.</summary>
/// <param name="findings">The versions that need one.</param>
internal sealed class RepairPage(IReadOnlyList<RepairFinding> findings)
{
    /// <summary>The action's option, without its dashes.</summary>
    public static string Option(RepairAction action) =>
        action switch
        {
            RepairAction.AcceptEdit => "accept-edited",
            RepairAction.MarkApplied => "mark-applied",
            RepairAction.MarkPending => "mark-pending",
            _ => "clean-up",
        };

    /// <summary>The version and name of a finding.</summary>
    public static string Name(long version, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{version} {name}").TrimEnd();

    /// <summary>Each version with what is wrong and the commands that can be chosen.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var finding in findings)
        {
            text.Append(Describe(finding)).Append('\n');
            foreach (var choice in finding.Choices)
            {
                var option = $"--{Option(choice.Action)}";
                _ = choice.Refusal is { } refusal
                    ? text.Append(CultureInfo.InvariantCulture, $"- {option} is not possible: {refusal}.\n")
                    : text.Append(
                        CultureInfo.InvariantCulture,
                        $"- `provision repair {option} {finding.Version} --yes` {choice.Consequence}.\n"
                    );
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>What is wrong with a version, with the difference of an edit.</summary>
    public static string Describe(RepairFinding finding)
    {
        var text = new StringBuilder(Name(finding.Version, finding.Name)).Append(": ").Append(Wrong(finding));
        if (finding.Statement is { } statement)
        {
            text.Append("\n  ").Append(statement.ReplaceLineEndings("\n  "));
        }

        if (finding.Error is { } error)
        {
            text.Append("\nWhy: ").Append(error);
        }

        if (finding.Running is { } running)
        {
            text.Append("\nA run works on this database now, perhaps on it: ").Append(running);
        }

        if (finding.Edit is { } edit)
        {
            text.Append('\n').Append(new EditPage([edit], most: null).ToText(Terminal.Paint));
        }

        return text.ToString();
    }

    /// <summary>The versions as JSON.</summary>
    public JsonArray ToJson() =>
        new([
            .. findings.Select(finding => new JsonObject
            {
                ["version"] = finding.Version,
                ["name"] = finding.Name,
                ["state"] = finding.State.ToString().ToLowerInvariant(),
                ["rolling_back"] = finding.IsRollingBack,
                ["statements_done"] = finding.StatementsDone,
                ["statements_total"] = finding.StatementsTotal,
                ["statement"] = finding.Statement,
                ["error"] = finding.Error,
                ["running"] = finding.Running,
                ["choices"] = new JsonArray([.. finding.Choices.Select(choice => Json(finding.Version, choice))]),
            }),
        ]);

    /// <summary>A choice as JSON.</summary>
    public static JsonObject Json(long version, RepairChoice choice) =>
        new()
        {
            ["version"] = version,
            ["action"] = Option(choice.Action).Replace('-', '_'),
            ["consequence"] = choice.Refusal is null ? choice.Consequence : null,
            ["refused"] = choice.Refusal,
            ["lost"] = Format.Lost(choice.Losses),
        };

    private static string Wrong(RepairFinding finding) =>
        finding.State switch
        {
            VersionState.Edited => "edited after being applied.",
            VersionState.Unknown => "applied, and this build does not know it.",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"interrupted{(finding.IsRollingBack ? " while it was rolled back" : "")}, after statement "
                    + $"{finding.StatementsDone} of {finding.StatementsTotal}"
                    + $"{(finding.Statement is null ? "." : ", at:")}"
            ),
        };
}
