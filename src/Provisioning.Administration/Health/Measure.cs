namespace Provisioning.Administration.Health;

/// <summary>The number that a check found, to be drawn over time.</summary>
/// <param name="Value">The number.</param>
/// <param name="Unit">What it counts: <c>bytes</c>, <c>s</c> for seconds; empty for things.</param>
public sealed record Measure(double Value, string Unit = "")
{
    /// <summary>The unit of sizes.</summary>
    public const string Bytes = "bytes";

    /// <summary>The unit of times.</summary>
    public const string Seconds = "s";
}
