using System.Globalization;
using System.Text.Json.Nodes;
using Provisioning.Ledger;

namespace Provisioning.CommandLine.Output;

/// <summary>The table of another tool that is kept in step, for people and programs.</summary>
internal static class InStepText
{
    /// <summary>In a sentence or several.</summary>
    public static string Of(InStepLedger kept) =>
        kept.Problems.Count > 0
            ? string.Join('\n', kept.Problems.Select(problem => $"{problem}."))
            : $"Kept in step: {kept.Tool} ({kept.Table})"
                + (kept.Added.Count > 0 ? $"; it has applied {Versions(kept.Added)} since" : "")
                + (kept.Lacking.Count > 0 ? $"; it does not have {Versions(kept.Lacking)}, applied here" : "")
                + ".";

    private static string Versions(IEnumerable<long> versions) =>
        string.Join(", ", versions.Select(version => version.ToString(CultureInfo.InvariantCulture)));

    /// <summary>As JSON.</summary>
    public static JsonObject Json(InStepLedger kept) =>
        new()
        {
            ["tool"] = kept.Tool,
            ["table"] = $"{kept.Table}",
            ["added"] = new JsonArray([.. kept.Added.Select(version => JsonValue.Create(version))]),
            ["lacking"] = new JsonArray([.. kept.Lacking.Select(version => JsonValue.Create(version))]),
            ["problems"] = Format.List(kept.Problems),
        };
}
