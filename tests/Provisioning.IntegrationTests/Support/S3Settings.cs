using System.Runtime.CompilerServices;

namespace Provisioning.IntegrationTests.Support;

/// <summary>The credentials of the tests' own servers, and nothing else of what a developer may have set for
/// AWS.</summary>
internal static class S3Settings
{
    public const string Key = "test:tester";
    public const string Secret = "testing";

    /// <summary>Sets the variables of this process, before the first test.</summary>
    [ModuleInitializer]
    internal static void Set()
    {
        foreach (
            var name in Environment
                .GetEnvironmentVariables()
                .Keys.Cast<string>()
                .Where(name => name.StartsWith("AWS_", StringComparison.Ordinal))
                .ToArray()
        )
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", Key);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", Secret);
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
    }
}

/// <summary>A clock whose timers go off a thousand times as soon, so that a test does not wait for attempts to
/// come.</summary>
internal sealed class HastyTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 1000 : dueTime, period);
}
