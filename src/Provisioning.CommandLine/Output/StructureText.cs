using System.Text;
using System.Text.Json.Nodes;
using Provisioning.Dialects;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Output;

/// <summary>The differences between two structures, as people and programs read them.</summary>
internal static class StructureText
{
    /// <summary>Each part with its lines: with - what the second lacks, with + what it has beyond.</summary>
    public static string Of(IReadOnlyList<ModelLine> missing, IReadOnlyList<ModelLine> extra)
    {
        var text = new StringBuilder();
        foreach (
            var part in missing
                .Select(line => ('-', line))
                .Concat(extra.Select(line => ('+', line)))
                .GroupBy(change => change.line.Of, StringComparer.Ordinal)
        )
        {
            text.AppendLine(part.Key);
            foreach (var (sign, line) in part)
            {
                var change = $"{sign} {line.Text.ReplaceLineEndings("\n    ")}";
                text.Append("  ").AppendLine(Terminal.Paint(change, sign == '-' ? Tone.Bad : Tone.Warning));
            }
        }

        return text.ToString();
    }

    /// <summary>Adds the differences to a report.</summary>
    public static JsonObject Json(JsonObject report, StructureComparison found)
    {
        report["alike"] = found.IsAlike;
        report["missing"] = Json(found.Missing);
        report["extra"] = Json(found.Extra);
        return report;
    }

    /// <summary>The lines as JSON.</summary>
    public static JsonArray Json(IEnumerable<ModelLine> lines) =>
        new([.. lines.Select(line => new JsonObject { ["of"] = line.Of, ["text"] = line.Text })]);
}
