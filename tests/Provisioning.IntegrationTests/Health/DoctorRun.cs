using System.Text.Json;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Health;

/// <summary>A run of <c>provision doctor --output json</c>.</summary>
internal sealed record DoctorRun(
    int ExitCode,
    IReadOnlyDictionary<string, (string Verdict, string Value, string Advice)> Findings
)
{
    /// <summary>Runs the command.</summary>
    public static async Task<DoctorRun> OnAsync(string url, CancellationToken token, params string[] options)
    {
        var run = await ProvisionProcess.RunAsync(token, ["doctor", "--url", url, "--output", "json", .. options]);
        Assert.True(run.ExitCode is 0 or 3, run.Errors);
        using var json = JsonDocument.Parse(run.Output);
        return new(
            run.ExitCode,
            json.RootElement.GetProperty("findings")
                .EnumerateArray()
                .ToDictionary(
                    finding => finding.GetProperty("check").GetString()!,
                    finding =>
                        (
                            finding.GetProperty("verdict").GetString()!,
                            finding.GetProperty("value").GetString()!,
                            finding.GetProperty("advice").GetString()!
                        ),
                    StringComparer.Ordinal
                )
        );
    }

    /// <summary>What a check came to, and what it found.</summary>
    public (string Verdict, string Value) this[string check] => (Findings[check].Verdict, Findings[check].Value);
}
