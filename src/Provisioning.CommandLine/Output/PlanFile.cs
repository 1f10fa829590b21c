using System.Text.Json;
using System.Text.Json.Nodes;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Output;

/// <summary>A plan that was kept, to be applied by <c>up --plan</c>.</summary>
/// <param name="System">The system that it is of.</param>
/// <param name="Target">The version that was asked for; null for the newest.</param>
/// <param name="State">What it was made of.</param>
internal sealed record PlanFile(string System, long? Target, PlanState State)
{
    /// <summary>The format that is written, and the only one that is read.</summary>
    public const int Version = 1;

    /// <summary>Reads the document.</summary>
    /// <exception cref="UsageException">There is none, or it is not a plan of this format.</exception>
    public static PlanFile Read(string path)
    {
        try
        {
            var document = JsonNode.Parse(File.ReadAllText(path))!;
            if ((int?)document["format"] is var format && format != Version)
            {
                throw new UsageException(
                    $"{path} is a plan of format {document["format"]?.ToJsonString() ?? "none"}, and this release "
                        + $"reads {Version}. Make it again with `provision plan --out`."
                );
            }

            return new(
                (string)document["system"]!,
                (long?)document["target"],
                new(
                    (string)document["ledger"]!,
                    (string)document["structure"]!,
                    [
                        .. document["pending"]!
                            .AsArray()
                            .Select(step => new PlannedVersion((long)step!["version"]!, (string)step["checksum"]!)),
                    ]
                )
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The plan {path} cannot be read: {error.Message}");
        }
        catch (Exception error)
            when (error
                    is JsonException
                        or InvalidOperationException
                        or FormatException
                        or ArgumentException
                        or NullReferenceException
            )
        {
            throw new UsageException($"{path} is not a plan. Make one with `provision plan --out {path}`.");
        }
    }

    /// <summary>Refuses to apply the plan to what is not as it was.</summary>
    /// <exception cref="ProvisioningException">Something has changed since the plan was made.</exception>
    public void Require(string path, PlanState now, string location)
    {
        if (now.ChangedSince(State) is { } change)
        {
            throw new ProvisioningException(
                $"The plan {path} was made of {location} as it was, but {change}. Nothing was run. Make it again with "
                    + $"`provision plan --out {path}`, and look at it."
            );
        }
    }
}
