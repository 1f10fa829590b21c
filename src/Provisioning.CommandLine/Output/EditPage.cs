using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Provisioning.CommandLine.Settings;
using Provisioning.Planning;

namespace Provisioning.CommandLine.Output;

/// <summary>How migrations were edited, for people and programs.</summary>
/// <param name="edits">The edits.</param>
/// <param name="most">How many lines of differences are shown; null for all.</param>
internal sealed class EditPage(IReadOnlyList<EditedMigration> edits, int? most = EditPage.Usual)
{
    /// <summary>The lines of differences that a message shows.</summary>
    public const int Usual = 40;

    private const int Widest = 200;

    /// <summary>The differences under the names of their migrations; empty for none.</summary>
    /// <param name="paint">Colours a line.</param>
    public string ToText(Func<string, Tone, string> paint)
    {
        var text = new StringBuilder();
        foreach (var (edit, lines, left) in Shown())
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{edit.Version} {edit.Name}");
            text.Append(edit.Reason is null ? ", what ran (-) and what would run now (+):" : $": {edit.Reason}.");
            foreach (var line in lines)
            {
                text.Append("\n  ").Append(paint(line, ToneOf(line)));
            }

            if (left > 0)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"\n  … {left:N0} more {(left == 1 ? "line" : "lines")}: `provision repair --dry-run` shows all, "
                        + $"`provision status --sql {edit.Version}` the SQL that ran."
                );
            }
        }

        return text.ToString().TrimStart('\n');
    }

    /// <summary>Each edit by its version, as the members <c>difference</c>, <c>lines_left_out</c> and
    /// <c>reason</c>.</summary>
    public JsonArray ToJson() => new([.. Shown().Select(shown => Json(shown.Edit, shown.Lines, shown.Left))]);

    private static JsonObject Json(EditedMigration edit, IReadOnlyList<string> lines, int left) =>
        new()
        {
            ["version"] = edit.Version,
            ["name"] = edit.Name,
            ["difference"] = edit.Difference.Count == 0 ? null : string.Join('\n', lines),
            ["lines_left_out"] = left,
            ["reason"] = edit.Reason,
        };

    private IEnumerable<(EditedMigration Edit, IReadOnlyList<string> Lines, int Left)> Shown()
    {
        var rest = most ?? int.MaxValue;
        foreach (var edit in edits)
        {
            var shown = Math.Min(edit.Difference.Count, rest);
            rest -= shown;
            yield return (edit, [.. edit.Difference.Take(shown).Select(Line)], edit.Difference.Count - shown);
        }
    }

    // A secret that is cut in two would not be known any more.
    private string Line(string line)
    {
        var masked = Secrets.MaskIn(line);
        return most is null || masked.Length <= Widest
            ? masked
            : string.Create(CultureInfo.InvariantCulture, $"{masked[..Widest]}… ({masked.Length - Widest:N0} more)");
    }

    private static Tone ToneOf(string line) =>
        line[0] switch
        {
            '-' => Tone.Bad,
            '+' => Tone.Good,
            '@' => Tone.Faint,
            _ => Tone.Plain,
        };
}
