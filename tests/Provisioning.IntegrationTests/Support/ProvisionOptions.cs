using System.Diagnostics;

namespace Provisioning.IntegrationTests.Support;

/// <summary>The surroundings of a <c>provision</c> process.</summary>
public sealed record ProvisionOptions
{
    // What a developer may have set for himself must not reach the tests.
    private static readonly string[] NotInherited =
    [
        "DATABASE_URL",
        "POSTGRES_",
        "PG",
        "VIBESURF_",
        "AWS_",
        "PROVISION",
        "NO_COLOR",
        "FORCE_COLOR",
        "COLUMNS",
        "CI",
        "OTEL_",
        "TRACE",
    ];

    /// <summary>Variables to set on top of this process's own, from which those that the command reads are left out;
    /// null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } =
        new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>The folder that it starts in.</summary>
    public string WorkingDirectory { get; init; } = Path.GetTempPath();

    /// <summary>How long it may run, and how long a line of output may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The command that <c>PROVISIONING_TEST_EXECUTABLE</c> names; else the one that lies beside the tests,
    /// because they refer to its project.</summary>
    public ProcessStartInfo Command(IReadOnlyList<string> arguments)
    {
        var host = Executable
            ?? Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "provision.exe" : "provision");
        var start = File.Exists(host)
            ? Shell.Redirected([host, .. arguments])
            : Shell.Redirected(["dotnet", Path.Combine(AppContext.BaseDirectory, "provision.dll"), .. arguments]);
        start.WorkingDirectory = WorkingDirectory;
        foreach (
            var name in start
                .Environment.Keys.Where(name =>
                    NotInherited.Any(known => name.StartsWith(known, StringComparison.Ordinal))
                )
                .ToArray()
        )
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>The command that <c>make build</c> made; null where the tests run the one beside them.</summary>
    public static string? Executable { get; } =
        System.Environment.GetEnvironmentVariable("PROVISIONING_TEST_EXECUTABLE") is { Length: > 0 } file ? file : null;
}
