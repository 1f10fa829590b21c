using System.Globalization;
using System.Text.Json.Nodes;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Planning;

namespace Provisioning.CommandLine.Hooks;

/// <summary>What a hook that is a program reads on its standard input. No secret is in it.</summary>
internal static class HookDocument
{
    /// <summary>The name of a moment in settings and documents.</summary>
    public static string Name(HookMoment moment) =>
        moment switch
        {
            HookMoment.BeforeRun => "before_run",
            HookMoment.AfterRun => "after_run",
            HookMoment.BeforeMigration => "before_migration",
            HookMoment.AfterMigration => "after_migration",
            _ => "on_failure",
        };

    /// <summary>A hook as reports have it.</summary>
    public static JsonObject Json(RunHook hook) => new() { ["moment"] = Name(hook.When), ["name"] = hook.Name };

    /// <summary>The document.</summary>
    public static string Of(HookEvent what, string system, Database database) =>
        new JsonObject
        {
            ["event"] = Name(what.When),
            ["system"] = system,
            ["database"] = database.Location,
            ["engine"] = database.Dialect.Name,
            ["from"] = what.Plan.From,
            ["to"] = what.Plan.To,
            ["steps"] = Format.Steps(what.Plan.Steps),
            ["done"] = Format.Steps(what.Done),
            ["migration"] = what.Step is { } step ? Format.Steps([step])[0]!.DeepClone() : null,
            ["duration_ms"] = what.Duration is { } duration ? Math.Round(duration.TotalMilliseconds, 3) : null,
            ["error"] = what.Error?.Message,
        }.ToJsonString(Report.Json) + "\n";

    /// <summary>The variables.</summary>
    public static IEnumerable<(string Name, string Value)> Variables(HookEvent what, string system, Database database)
    {
        yield return ("PROVISIONING_HOOK_EVENT", Name(what.When));
        yield return ("PROVISIONING_HOOK_SYSTEM", system);
        yield return ("PROVISIONING_HOOK_DATABASE", database.Location);
        yield return ("PROVISIONING_HOOK_ENGINE", database.Dialect.Name);
        yield return ("PROVISIONING_HOOK_FROM", what.Plan.From.ToString(CultureInfo.InvariantCulture));
        yield return ("PROVISIONING_HOOK_TO", what.Plan.To.ToString(CultureInfo.InvariantCulture));
        if (what.Step is { } step)
        {
            yield return (
                "PROVISIONING_HOOK_VERSION",
                step.Migration.IsRecorded ? step.Migration.Version.ToString(CultureInfo.InvariantCulture) : ""
            );
            yield return ("PROVISIONING_HOOK_MIGRATION", step.Migration.Name);
            yield return ("PROVISIONING_HOOK_DIRECTION", step.Direction is Direction.Up ? "up" : "down");
        }
    }
}
