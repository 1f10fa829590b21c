using System.Text.Json;
using System.Text.Json.Serialization;

namespace Provisioning.Administration.Health;

/// <summary>What a server has counted up to a moment. Two of them tell what happened in between, which its counters
/// alone do not.</summary>
/// <param name="Taken">The moment.</param>
/// <param name="CountedSince">When the server began to count; null where it does not say.</param>
/// <param name="Deadlocks">Deadlocks in this database since then.</param>
public sealed record HealthSample(DateTimeOffset Taken, DateTimeOffset? CountedSince, long Deadlocks)
{
    /// <summary>The database, as a URL without its password.</summary>
    public string Database { get; init; } = "";

    /// <summary>Calls of statements that take longer than a second on average; null where the server does not count
    /// them.</summary>
    public long? SlowCalls { get; init; }

    /// <summary>When it began to count those.</summary>
    public DateTimeOffset? SlowSince { get; init; }

    /// <summary>Why slow calls are not counted; null where they are.</summary>
    public string? SlowUnknown { get; init; }

    /// <summary>The sample that a text holds.</summary>
    /// <exception cref="ProvisioningException">The text holds none.</exception>
    public static HealthSample Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, HealthJson.Default.HealthSample) ?? throw new JsonException();
        }
        catch (JsonException error)
        {
            throw new ProvisioningException(
                "It holds no sample of an earlier run. Name a file that doctor wrote, or one that does not exist yet.",
                error
            );
        }
    }

    /// <summary>The sample as text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, HealthJson.Default.HealthSample);
}

[JsonSerializable(typeof(HealthSample))]
internal sealed partial class HealthJson : JsonSerializerContext;
