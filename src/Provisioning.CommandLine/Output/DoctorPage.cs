using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Provisioning.Administration.Health;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Output;

/// <summary>What a doctor found, as text, JSON or a page.</summary>
internal sealed class DoctorPage(DoctorReport report, DatabaseSystem? system, string location, bool isProduction)
{
    private string Summary =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{system?.Title ?? "The database"} in {location}{(isProduction ? ", held to production" : "")}: "
                + $"{report.Count(Verdict.Failed)} failed, {report.Count(Verdict.Warning)} "
                + $"warning{(report.Count(Verdict.Warning) == 1 ? "" : "s")}, {report.Count(Verdict.NotKnown)} not "
                + $"known, {report.Count(Verdict.Ok)} ok."
        );

    /// <summary>A line for each check, and what to do about those that are not well, the worst first.</summary>
    public string Text()
    {
        var rows = report.Findings.Select(finding =>
            new[]
            {
                Word(finding.Verdict),
                finding.Check,
                Format.Line(finding.Judgement.Value),
                finding.Judgement.Limit,
            }
        );
        var text = new StringBuilder(
            Report.Table(
                [
                    ["verdict", "check", "found", "limit"],
                    .. rows,
                ],
                ToneOf
            )
        ).Append("\n\n");
        foreach (
            var finding in report
                .Findings.Where(finding => finding.Judgement.Advice.Length > 0)
                .OrderByDescending(finding => finding.Verdict)
        )
        {
            var whole =
                Format.Line(finding.Judgement.Value) == finding.Judgement.Value
                    ? ""
                    : $"{Plain(finding.Judgement.Value)}. ";
            text.Append(
                CultureInfo.InvariantCulture,
                $"{finding.Check} ({Word(finding.Verdict)}): {whole}{finding.Judgement.Advice}\n"
            );
        }

        return text.Append(text.Length > 0 ? "\n" : "").Append(Summary).ToString();
    }

    private static Tone ToneOf(int column, string text) =>
        column > 0 ? Tone.Plain
        : text == Word(Verdict.Ok) ? Tone.Good
        : text == Word(Verdict.Failed) ? Tone.Bad
        : Tone.Warning;

    /// <summary>The same as data.</summary>
    public JsonObject Json() =>
        new()
        {
            ["system"] = system?.Name,
            ["database"] = location,
            ["production"] = isProduction,
            ["worst"] = Key(report.Worst),
            ["counts"] = new JsonObject(
                Enum.GetValues<Verdict>()
                    .Select(verdict => KeyValuePair.Create(Key(verdict), (JsonNode?)report.Count(verdict)))
            ),
            ["findings"] = new JsonArray([
                .. report.Findings.Select(finding => new JsonObject
                {
                    ["check"] = finding.Check,
                    ["area"] = finding.Area,
                    ["verdict"] = Key(finding.Verdict),
                    ["value"] = finding.Judgement.Value,
                    ["limit"] = finding.Judgement.Limit,
                    ["advice"] = finding.Judgement.Advice,
                }),
            ]),
        };

    /// <summary>The same as one self-contained HTML page.</summary>
    public string Html()
    {
        var rows = string.Concat(
            report.Findings.Select(finding =>
                $"""
                    <tr class="{Key(finding.Verdict)}"><td>{Word(
                        finding.Verdict
                    )}</td><td>{finding.Area}</td><td>{finding.Check}</td><td>{Encode(
                        finding.Judgement.Value
                    )}</td><td>{Encode(finding.Judgement.Limit)}</td><td>{Encode(finding.Judgement.Advice)}</td></tr>

                    """
            )
        );
        return $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>{{Encode(Summary)}}</title>
            <style>
            body { font: 15px/1.4 system-ui, sans-serif; margin: 2em; }
            table { border-collapse: collapse; }
            td, th { border-bottom: 1px solid #ccc; padding: 4px 10px; text-align: left; vertical-align: top; }
            .failed td:first-child { color: #b00020; font-weight: bold; }
            .warning td:first-child { color: #8a5a00; font-weight: bold; }
            .ok td:first-child { color: #1b6e2c; }
            .not_known td { color: #666; }
            </style>
            </head>
            <body>
            <h1>doctor</h1>
            <p>{{Encode(Summary)}}</p>
            <table>
            <tr><th>verdict</th><th>area</th><th>check</th><th>found</th><th>limit</th><th>what to do</th></tr>
            {{rows}}</table>
            </body>
            </html>
            """;
    }

    private static string Word(Verdict verdict) => Key(verdict).Replace('_', ' ');

    private static string Key(Verdict verdict) =>
        verdict is Verdict.NotKnown ? "not_known" : verdict.ToString().ToLowerInvariant();

    // A name in a database may hold what moves a terminal's cursor.
    private static string Plain(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
