using System.Text.Json.Nodes;
using Provisioning.CommandLine.Output;
using Provisioning.Linting;
using Provisioning.Linting.Rules;

namespace Provisioning.CommandLine.Commands.Lint;

/// <summary>Rules as <c>--explain</c> and <c>--rules</c> print them.</summary>
internal static class RuleText
{
    /// <summary>All that a rule says of itself.</summary>
    public static string Explain(LintRule rule)
    {
        var columns = Terminal.ProseColumns;
        (string Heading, string? Text)[] parts =
        [
            ("Why", rule.Why),
            ("Measured on PostgreSQL 15", rule.Lock),
            ("Safe", rule.Safe),
            ("Silent", rule.Silent),
            ("SQLite", rule.Sqlite),
        ];
        var kind = rule.IsOptional ? $"{Word(rule.Severity)}, only with --only {rule.Id}" : Word(rule.Severity);
        var size = rule.IsSized ? ", by the size of the table" : "";
        return $"{Terminal.Paint(rule.ToString(), Tone.Strong)} "
            + $"({kind}{size})\n\n{Terminal.Fold(rule.Summary, columns)}\n"
            + string.Concat(
                    parts
                        .Where(part => part.Text is not null)
                        .Select(part => $"\n{Terminal.Fold($"{part.Heading}: {part.Text}", columns)}\n")
                )
                .TrimEnd('\n');
    }

    /// <summary>The rules, a line for each.</summary>
    public static string List() =>
        Report.Table([
            ["rule", "severity", "what it finds"],
            .. LintRules.All.Select(rule =>
                new[] { rule.ToString(), $"{Word(rule.Severity)}{(rule.IsOptional ? ", if asked" : "")}", rule.Summary }
            ),
        ]);

    /// <summary>The rules as JSON.</summary>
    public static JsonObject Json() => new() { ["rules"] = new JsonArray([.. LintRules.All.Select(Json)]) };

    /// <summary>A rule as JSON.</summary>
    public static JsonObject Json(LintRule rule) =>
        new()
        {
            ["rule"] = rule.Id,
            ["name"] = rule.Name,
            ["group"] = rule.Group.ToString().ToLowerInvariant(),
            ["severity"] = Word(rule.Severity),
            ["by_size"] = rule.IsSized,
            ["optional"] = rule.IsOptional,
            ["summary"] = rule.Summary,
            ["why"] = rule.Why,
            ["lock"] = rule.Lock,
            ["safe"] = rule.Safe,
            ["silent"] = rule.Silent,
            ["sqlite"] = rule.Sqlite,
        };

    /// <summary>The word for a severity.</summary>
    public static string Word(Severity severity) => severity.ToString().ToLowerInvariant();
}
