using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using Provisioning.CommandLine.Output;
using Provisioning.Fleets.Runs;
using static Provisioning.CommandLine.Output.JUnitDocument;

namespace Provisioning.CommandLine.Commands.Fleet;

/// <summary>What came of a run over a fleet, as text, JSON, lines of JSON or JUnit's XML.</summary>
/// <param name="system">The system.</param>
/// <param name="outcomes">What came of each target.</param>
/// <param name="stopped">Why no more targets were begun; null where all had their turn.</param>
/// <param name="isInterrupted">Whether it was interrupted.</param>
internal sealed class FleetRunPage(
    string system,
    IReadOnlyList<FleetOutcome> outcomes,
    string? stopped,
    bool isInterrupted
)
{
    private const int MostRows = 50;
    private const int Slowest = 10;

    /// <summary>Whether every target is where it was to go.</summary>
    public bool IsFine => outcomes.All(outcome => outcome.State is OutcomeState.Done or OutcomeState.Nothing);

    /// <summary>The exit code: where all that failed did so for one reason, its own.</summary>
    public int Code =>
        IsFine ? ExitCode.Done
        : Are(FailureKind.Connection) ? ExitCode.NoConnection
        : Are(FailureKind.Locked) ? ExitCode.Locked
        : ExitCode.Failed;

    /// <summary>What is not done, row by row, and a sentence.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        var open = outcomes
            .Where(outcome => outcome.State is not (OutcomeState.Done or OutcomeState.Nothing))
            .OrderBy(outcome => outcome.State is OutcomeState.NotBegun)
            .ToList();
        if (open.Count > 0)
        {
            text.Append(
                    Report.Table(
                        [
                            ["target", "wave", "state", "why"],
                            .. open.Take(MostRows).Select(Row),
                        ],
                        (column, _) => column == 2 ? Tone.Bad : Tone.Plain
                    )
                )
                .Append('\n');
            if (open.Count > MostRows)
            {
                text.Append(CultureInfo.InvariantCulture, $"And {open.Count - MostRows:N0} more.\n");
            }
        }

        if (stopped is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"No more targets were begun: {stopped}.\n");
        }

        text.Append(Summary());
        return !IsFine && Unfinished > 0
            ? text.Append(" `provision fleet retry` takes those again that failed.").ToString()
            : text.ToString();
    }

    /// <summary>The same with the slowest targets.</summary>
    public string Long()
    {
        var slow = outcomes
            .Where(outcome => outcome.State is OutcomeState.Done)
            .OrderByDescending(outcome => outcome.Duration)
            .Take(Slowest)
            .Select(outcome =>
                new[]
                {
                    outcome.Name,
                    $"{outcome.From} to {outcome.To}",
                    outcome.Duration.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture),
                    outcome.Tries.ToString(CultureInfo.InvariantCulture),
                }
            )
            .ToList();
        return slow.Count == 0
            ? Text()
            : $"{Report.Table([ ["slowest", "versions", "ms", "tries"], .. slow ])}\n{Text()}";
    }

    /// <summary>One document.</summary>
    public JsonObject Json() =>
        new()
        {
            ["system"] = system,
            ["done"] = Count(OutcomeState.Done),
            ["nothing"] = Count(OutcomeState.Nothing),
            ["failed"] = Count(OutcomeState.Failed),
            ["interrupted"] = Count(OutcomeState.Interrupted) + Count(OutcomeState.Unknown),
            ["not_begun"] = Count(OutcomeState.NotBegun),
            ["stopped"] = stopped,
            ["was_interrupted"] = isInterrupted,
            ["targets"] = new JsonArray([.. outcomes.Select(Json)]),
        };

    /// <summary>A line of JSON for each target.</summary>
    public string Lines() => string.Join('\n', outcomes.Select(outcome => Json(outcome).ToJsonString(OneLine)));

    /// <summary>JUnit's XML: a suite for each wave, a case for each target.</summary>
    public string Xml() => JUnitDocument.Of($"provision fleet {system}", xml =>
        {
            Counts(xml, outcomes);
            foreach (var wave in outcomes.GroupBy(outcome => outcome.Wave).OrderBy(wave => wave.Key))
            {
                xml.WriteStartElement("testsuite");
                xml.WriteAttributeString("name", wave.Key == 0 ? "in no wave" : $"wave {JUnitDocument.Text(wave.Key)}");
                Counts(xml, [.. wave]);
                foreach (var outcome in wave)
                {
                    Case(xml, outcome);
                }

                xml.WriteEndElement();
            }
        });

    private static System.Text.Json.JsonSerializerOptions OneLine { get; } = new(Report.Json) { WriteIndented = false };

    private int Unfinished =>
        Count(OutcomeState.Failed) + Count(OutcomeState.Interrupted) + Count(OutcomeState.Unknown);

    private bool Are(FailureKind kind) =>
        outcomes.Where(outcome => outcome.State is OutcomeState.Failed).ToList() is { Count: > 0 } failed
        && failed.TrueForAll(outcome => outcome.Kind == kind)
        && !outcomes.Any(outcome => outcome.State is OutcomeState.Done or OutcomeState.Nothing);

    private int Count(OutcomeState state) => outcomes.Count(outcome => outcome.State == state);

    private string Summary()
    {
        var counts = Enum.GetValues<OutcomeState>()
            .Select(state => (Word: Word(state), Count: Count(state)))
            .Where(each => each.Count > 0)
            .Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Count:N0} {each.Word}"))
            .ToList();
        return $"{Format.Count(outcomes.Count, "target")}: "
            + $"{(counts.Count == 0 ? "none" : string.Join(", ", counts))}.";
    }

    private static string Word(OutcomeState state) =>
        state switch
        {
            OutcomeState.Done => "done",
            OutcomeState.Nothing => "with nothing to do",
            OutcomeState.Failed => "failed",
            OutcomeState.Interrupted => "interrupted",
            OutcomeState.NotBegun => "not begun",
            _ => "under way when the run was killed",
        };

    private static string[] Row(FleetOutcome outcome) =>
        [
            outcome.Name,
            outcome.Wave.ToString(CultureInfo.InvariantCulture),
            outcome.State is OutcomeState.Failed && outcome.Kind is { } kind ? FleetRecord.Word(kind)
            : outcome.State is OutcomeState.Unknown ? "killed"
            : Word(outcome.State),
            outcome.Message?.Split('\n')[0] ?? "",
        ];

    private static JsonNode Json(FleetOutcome outcome) =>
        new JsonObject
        {
            ["target"] = outcome.Name,
            ["state"] = FleetRecord.Word(outcome.State),
            ["wave"] = outcome.Wave,
            ["from"] = outcome.From,
            ["to"] = outcome.To,
            ["steps"] = outcome.Steps,
            ["ms"] = (long)outcome.Duration.TotalMilliseconds,
            ["tries"] = outcome.Tries,
            ["kind"] = outcome.Kind is { } kind ? FleetRecord.Word(kind) : null,
            ["message"] = outcome.Message,
        };

    private static void Counts(XmlWriter xml, IReadOnlyList<FleetOutcome> outcomes) =>
        JUnitDocument.Counts(
            xml,
            outcomes.Count,
            outcomes.Count(IsFailure),
            outcomes.Count(outcome => outcome.State is OutcomeState.NotBegun)
        );

    private static bool IsFailure(FleetOutcome outcome) =>
        outcome.State is OutcomeState.Failed or OutcomeState.Interrupted or OutcomeState.Unknown;

    private static void Case(XmlWriter xml, FleetOutcome outcome)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", "fleet");
        xml.WriteAttributeString("name", Clean(outcome.Name));
        xml.WriteAttributeString("time", JUnitDocument.Text(outcome.Duration.TotalSeconds));
        if (IsFailure(outcome))
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message", Clean(outcome.Message?.Split('\n')[0] ?? Word(outcome.State)));
            xml.WriteString(Clean(outcome.Message ?? ""));
            xml.WriteEndElement();
        }
        else if (outcome.State is OutcomeState.NotBegun)
        {
            xml.WriteStartElement("skipped");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }
}
