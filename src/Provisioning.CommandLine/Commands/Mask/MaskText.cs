using System.Globalization;
using System.Text.Json.Nodes;
using Provisioning.CommandLine.Output;
using Provisioning.Masking.Classification;
using Provisioning.Masking.Rows;

namespace Provisioning.CommandLine.Commands.Mask;

/// <summary>What masks did, and what is in their way, as text and JSON.</summary>
internal static class MaskText
{
    /// <summary>The report as text.</summary>
    public static string Of(MaskReport report)
    {
        var shown = report.Columns.Where(column => column.Class is not ("public" or "key") || column.Changed > 0);
        var table = Report.Table([
            ["column", "class", "mask", "rows", "changed"],
            .. shown.Select(column =>
                new[]
                {
                    $"{column.Table}.{column.Column}",
                    column.Class,
                    column.Mask,
                    column.Rows.ToString("N0", CultureInfo.InvariantCulture),
                    column.Changed.ToString("N0", CultureInfo.InvariantCulture),
                }
            ),
        ]);
        var key = report.Key is { } id
            ? $"key {id}"
            : "a key of this run alone; --mask-key-file gives the same pseudonyms again";
        return $"{table}\nMasked by the profile {report.Profile} with {key}.\n{Scan(report.Scan)}";
    }

    /// <summary>The report as JSON.</summary>
    public static JsonObject Json(MaskReport report) =>
        new()
        {
            ["profile"] = report.Profile,
            ["key"] = report.Key,
            ["changed"] = report.Changed,
            ["columns"] = new JsonArray([
                .. report.Columns.Select(column => new JsonObject
                {
                    ["table"] = column.Table,
                    ["column"] = column.Column,
                    ["class"] = column.Class,
                    ["mask"] = column.Mask,
                    ["rows"] = column.Rows,
                    ["changed"] = column.Changed,
                }),
            ]),
            ["scan"] = report.Scan is not { } scan
                ? null
                : new JsonObject
                {
                    ["remembered"] = scan.Remembered,
                    ["looked"] = scan.Looked,
                    ["expected_false_alarms"] = scan.ExpectedFalseAlarms,
                    ["leaks"] = new JsonArray([
                        .. scan.Leaks.Select(leak => new JsonObject { ["column"] = leak.Key, ["rows"] = leak.Value }),
                    ]),
                },
        };

    /// <summary>Findings as JSON.</summary>
    public static JsonArray Json(IEnumerable<MaskFinding> findings) =>
        new([
            .. findings.Select(found => new JsonObject
            {
                ["kind"] = found.Kind,
                ["column"] = found.Column,
                ["message"] = found.Message,
            }),
        ]);

    private static string Scan(LeakReport? scan) =>
        scan switch
        {
            null => "Former values were not looked for.",
            { Leaks.Count: 0, Remembered: 0 } =>
                "No former value was looked for: no personal or secret column is replaced whole.",
            { Leaks.Count: 0 } => string.Create(
                CultureInfo.InvariantCulture,
                $"None of the {scan.Remembered:N0} former values of personal and secret columns was found among "
                    + $"{scan.Looked:N0} values and words."
            ),
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"Former values of personal or secret columns were found in "
                    + $"{string.Join(", ", scan.Leaks.Select(leak => $"{leak.Key} ({leak.Value} rows)"))}. Give these "
                    + $"columns another class or mask. By chance {scan.ExpectedFalseAlarms:0.###} are expected."
            ),
        };
}
