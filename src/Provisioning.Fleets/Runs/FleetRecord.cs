using System.Text.Encodings.Web;
using System.Text.Json;

namespace Provisioning.Fleets.Runs;

/// <summary>What is known of the last run over a fleet, from the file that it wrote.</summary>
/// <param name="Head">What was run.</param>
/// <param name="Started">When it began.</param>
/// <param name="Outcomes">What came of each target, in the order in which it did; those that were not begun
/// last.</param>
public sealed record FleetRecord(FleetRunHead Head, DateTimeOffset Started, IReadOnlyList<FleetOutcome> Outcomes)
{
    /// <summary>When it ended; null where it was killed.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Why no more targets were begun, as a sentence without its full stop; null where all had their
    /// turn.</summary>
    public string? Stopped { get; init; }

    /// <summary>Whether it was interrupted.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>The targets that failed, or were under way when it ended.</summary>
    public IEnumerable<FleetOutcome> Unfinished =>
        Outcomes.Where(outcome =>
            outcome.State is OutcomeState.Failed or OutcomeState.Interrupted or OutcomeState.Unknown
        );

    /// <summary>How the lines are written: letters of all scripts as they are.</summary>
    internal static JsonWriterOptions Relaxed { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads the file of a run. A last line that a kill has cut off is left out.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ProvisioningException">It is not there, or no such file.</exception>
    public static FleetRecord Read(string path)
    {
        string[] lines;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            lines = reader.ReadToEnd().Split('\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ProvisioningException(
                $"The record of the last run cannot be read: {error.Message} `provision fleet up` writes one.",
                error
            );
        }

        try
        {
            return Parse(lines[..^1].Where(line => line.Length > 0));
        }
        catch (Exception error)
            when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ProvisioningException($"{path} is no record of a run over a fleet: {error.Message}", error);
        }
    }

    /// <summary>Writes what came of a target into an object.</summary>
    internal static void Write(Utf8JsonWriter json, FleetOutcome outcome, Func<string, string> mask)
    {
        json.WriteString("target", outcome.Name);
        json.WriteString("state", Word(outcome.State));
        json.WriteNumber("wave", outcome.Wave);
        Number("from", outcome.From);
        Number("to", outcome.To);
        json.WriteNumber("steps", outcome.Steps);
        json.WriteNumber("ms", (long)outcome.Duration.TotalMilliseconds);
        json.WriteNumber("tries", outcome.Tries);
        json.WriteString("kind", outcome.Kind is { } kind ? Word(kind) : null);
        json.WriteString("message", outcome.Message is null ? null : mask(outcome.Message));

        void Number(string name, long? value)
        {
            if (value is { } number)
            {
                json.WriteNumber(name, number);
            }
            else
            {
                json.WriteNull(name);
            }
        }
    }

    /// <summary>The word for what came of a target, in files and JSON.</summary>
    public static string Word(OutcomeState state) =>
        state switch
        {
            OutcomeState.Done => "done",
            OutcomeState.Nothing => "nothing",
            OutcomeState.Failed => "failed",
            OutcomeState.Interrupted => "interrupted",
            OutcomeState.NotBegun => "not_begun",
            _ => "unknown",
        };

    /// <summary>The word for why a target failed, in files and JSON.</summary>
    public static string Word(FailureKind kind) => kind.ToString().ToLowerInvariant();

    private static FleetRecord Parse(IEnumerable<string> lines)
    {
        FleetRecord? found = null;
        var planned = new List<(string Name, int Wave)>();
        var outcomes = new Dictionary<string, FleetOutcome>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            using var document = JsonDocument.Parse(line);
            var json = document.RootElement;
            var at = json.GetProperty("at").GetDateTimeOffset();
            switch (json.GetProperty("event").GetString())
            {
                case "run":
                    found = new(HeadOf(json), at, []);
                    planned.AddRange(
                        json.GetProperty("waves")
                            .EnumerateArray()
                            .SelectMany((wave, i) => wave.EnumerateArray().Select(name => (name.GetString()!, i + 1)))
                    );
                    break;
                case "started":
                    var begun = new FleetOutcome(json.GetProperty("target").GetString()!, OutcomeState.Unknown)
                    {
                        Wave = json.GetProperty("wave").GetInt32(),
                    };
                    outcomes[begun.Name] = begun;
                    break;
                case "ended":
                    var ended = Outcome(json);
                    outcomes[ended.Name] = ended;
                    break;
                case "end":
                    found = found! with
                    {
                        Ended = at,
                        Stopped = json.GetProperty("stopped").GetString(),
                        IsInterrupted = json.GetProperty("interrupted").GetBoolean(),
                    };
                    break;
            }
        }

        return found is null
            ? throw new JsonException("its first line does not say what was run")
            : found with
            {
                Outcomes =
                [
                    .. outcomes.Values,
                    .. planned
                        .Where(target => !outcomes.ContainsKey(target.Name))
                        .Select(target => new FleetOutcome(target.Name, OutcomeState.NotBegun) { Wave = target.Wave }),
                ],
            };
    }

    private static FleetRunHead HeadOf(JsonElement json) =>
        new(
            json.GetProperty("command").GetString()!,
            json.GetProperty("system").GetString()!,
            json.TryGetProperty("to", out var to) ? to.GetInt64() : null
        );

    private static FleetOutcome Outcome(JsonElement json) =>
        new(
            json.GetProperty("target").GetString()!,
            Enum.GetValues<OutcomeState>().First(state => Word(state) == json.GetProperty("state").GetString())
        )
        {
            Wave = json.GetProperty("wave").GetInt32(),
            From = Number(json, "from"),
            To = Number(json, "to"),
            Steps = json.GetProperty("steps").GetInt32(),
            Duration = TimeSpan.FromMilliseconds(json.GetProperty("ms").GetInt64()),
            Tries = json.GetProperty("tries").GetInt32(),
            Kind = json.GetProperty("kind").GetString() is { } kind
                ? Enum.Parse<FailureKind>(kind, ignoreCase: true)
                : null,
            Message = json.GetProperty("message").GetString(),
        };

    private static long? Number(JsonElement json, string name) =>
        json.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;
}
