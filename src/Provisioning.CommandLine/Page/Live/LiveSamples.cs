using System.Globalization;
using System.Text.Json.Nodes;
using Provisioning.Administration.Health;
using Provisioning.Ledger;

namespace Provisioning.CommandLine.Page.Live;

/// <summary>What a live database's load and storage were at regular moments of the last half hour or so.</summary>
internal sealed class LiveSamples(LiveSubject subject, TimeProvider clock)
{
    private const int Most = 360;

    private readonly Lock _gate = new();
    private readonly Queue<Sample> _samples = [];
    private HealthSample? _first;

    /// <summary>Takes them until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken token)
    {
        using var timer = new PeriodicTimer(subject.Every, clock);
        do
        {
            var sample = await TakeAsync(token);
            lock (_gate)
            {
                _samples.Enqueue(sample);
                if (_samples.Count > Most)
                {
                    _samples.Dequeue();
                }
            }
        } while (await timer.WaitForNextTickAsync(token));
    }

    /// <summary>The newest one, without its numbers.</summary>
    public JsonObject Now()
    {
        lock (_gate)
        {
            return _samples.LastOrDefault() is not { } last
                ? []
                : PageJson.Compact(
                    ("taken", Moment(last.Taken)),
                    ("version", last.Version),
                    ("error", PageJson.Text(last.Error))
                );
        }
    }

    /// <summary>All of them: the moments, and for each check its number at each of them.</summary>
    public JsonObject Json()
    {
        lock (_gate)
        {
            var units = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var (check, measure) in _samples.SelectMany(sample => sample.Measures))
            {
                units[check] = measure.Unit;
            }

            return new()
            {
                ["taken"] = new JsonArray([
                    .. _samples.Select(sample => JsonValue.Create(sample.Taken.ToUnixTimeSeconds())),
                ]),
                ["series"] = new JsonObject(
                    units.Select(unit =>
                        KeyValuePair.Create<string, JsonNode?>(
                            unit.Key,
                            new JsonObject
                            {
                                ["unit"] = unit.Value,
                                ["values"] = new JsonArray([
                                    .. _samples.Select(sample =>
                                        sample.Measures.TryGetValue(unit.Key, out var measure)
                                            ? JsonValue.Create(Math.Round(measure.Value, 2))
                                            : null
                                    ),
                                ]),
                            }
                        )
                    )
                ),
            };
        }
    }

    // Where the database does not answer, there is a gap, and the next moment is another try.
    private async Task<Sample> TakeAsync(CancellationToken token)
    {
        try
        {
            var report = await new Doctor(
                subject.Database,
                system: null,
                new() { Areas = ["load", "storage"], Before = _first },
                clock
            ).RunAsync(token);
            _first ??= report.Sample;
            await using var session = await subject.Database.OpenAsync(token);
            var ledger = await LedgerReader.ReadAllowedAsync(session, subject.Versions, token);
            return new(clock.GetUtcNow())
            {
                Version = ledger.Current,
                Measures = report
                    .Findings.Where(finding => finding.Judgement.Measure is not null)
                    .ToDictionary(
                        finding => finding.Check,
                        finding => finding.Judgement.Measure!,
                        StringComparer.Ordinal
                    ),
            };
        }
        catch (ProvisioningException error)
        {
            return new(clock.GetUtcNow()) { Error = error.Message };
        }
    }

    private static string Moment(DateTimeOffset moment) =>
        moment.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private sealed record Sample(DateTimeOffset Taken)
    {
        public long? Version { get; init; }

        public Dictionary<string, Measure> Measures { get; init; } = new(StringComparer.Ordinal);

        public string? Error { get; init; }
    }
}
