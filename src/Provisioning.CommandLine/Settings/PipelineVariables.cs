using Provisioning.Ledger;

namespace Provisioning.CommandLine.Settings;

/// <summary>The variables by which pipelines say which job runs, and on which commit.</summary>
internal static class PipelineVariables
{
    private static readonly (string Marker, Func<string?> Job, string Commit)[] Known =
    [
        (
            "GITHUB_RUN_ID",
            () => $"{Value("GITHUB_SERVER_URL")}/{Value("GITHUB_REPOSITORY")}/actions/runs/{Value("GITHUB_RUN_ID")}",
            "GITHUB_SHA"
        ),
        ("CI_JOB_URL", () => Value("CI_JOB_URL"), "CI_COMMIT_SHA"),
        ("BUILDKITE_BUILD_URL", () => Value("BUILDKITE_BUILD_URL"), "BUILDKITE_COMMIT"),
        ("CIRCLE_BUILD_URL", () => Value("CIRCLE_BUILD_URL"), "CIRCLE_SHA1"),
        ("DRONE_BUILD_LINK", () => Value("DRONE_BUILD_LINK"), "DRONE_COMMIT_SHA"),
        (
            "BUILD_BUILDID",
            () =>
                $"{Value("SYSTEM_TEAMFOUNDATIONCOLLECTIONURI")}{Value("SYSTEM_TEAMPROJECT")}/_build/results?buildId="
                + Value("BUILD_BUILDID"),
            "BUILD_SOURCEVERSION"
        ),
        ("BUILD_URL", () => Value("BUILD_URL"), "GIT_COMMIT"),
    ];

    /// <summary>Where this process runs.</summary>
    public static RunOrigin Origin
    {
        get
        {
            var found = Known.FirstOrDefault(known => Value(known.Marker) is not null);
            return found.Job is null
                ? RunOrigin.Local
                : RunOrigin.Local with
                {
                    Pipeline = Secrets.MaskIn(WithoutUser(found.Job()!)),
                    Commit = Value(found.Commit),
                };
        }
    }

    private static string? Value(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    // A URL may have been given credentials.
    private static string WithoutUser(string job) =>
        Uri.TryCreate(job, UriKind.Absolute, out var url) && url.UserInfo.Length > 0
            ? job.Replace($"{url.UserInfo}@", "", StringComparison.Ordinal)
            : job;
}
