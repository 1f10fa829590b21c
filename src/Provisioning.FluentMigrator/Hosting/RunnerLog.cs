using FluentMigrator.Runner;
using Microsoft.Extensions.Logging;
using Provisioning.Execution;
using Provisioning.Planning;

namespace Provisioning.Authoring.Hosting;

/// <summary>Writes what a run does into the log, in FluentMigrator's words and under its event ids, by which its own
/// loggers tell SQL from the rest.</summary>
internal sealed partial class RunnerLog(ILogger log) : IProgress<RunEvent>
{
    public void Report(RunEvent value)
    {
        switch (value)
        {
            case RunEvent.Waiting waiting:
                log.LogSay($"Waiting for {waiting.Holder}");
                break;
            case RunEvent.Obstructed obstructed:
                log.LogSay($"In the way: {string.Join("; ", obstructed.Obstacles.Select(each => each.Text))}");
                break;
            case RunEvent.Retrying retrying:
                Retrying(log, Name(retrying.Step), retrying.Reason);
                break;
            case RunEvent.Started started:
                log.LogHeader($"{Name(started.Step)} {(IsUp(started.Step) ? "migrating" : "reverting")}");
                break;
            case RunEvent.Finished finished:
                Finish(finished);
                break;
        }
    }

    /// <summary>Writes SQL that would be run.</summary>
    public void Preview(string sql)
    {
        log.LogHeader("PREVIEW-ONLY MODE");
        log.LogSql(sql);
    }

    /// <summary>Writes the versions and whether they are applied.</summary>
    public void List(IEnumerable<VersionStatus> versions)
    {
        log.LogHeader("Migrations");
        foreach (var version in versions)
        {
            var state = version.State is VersionState.Applied ? "applied" : "not applied";
            log.LogSay($"{version.Version}: {version.Name} ({state})");
        }
    }

    private static string Name(PlannedStep step) =>
        step.Migration.IsRecorded ? $"{step.Migration.Version}: {step.Migration.Name}" : step.Migration.Name;

    private static bool IsUp(PlannedStep step) => step.Direction is Direction.Up;

    private void Finish(RunEvent.Finished finished)
    {
        foreach (var statement in finished.Statements)
        {
            log.LogSql(statement.Text);
        }

        log.LogSay($"{Name(finished.Step)} {(IsUp(finished.Step) ? "migrated" : "reverted")}");
        log.LogElapsedTime(finished.Duration);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Migration} was rolled back and is tried again: {Reason}")]
    private static partial void Retrying(ILogger log, string migration, string reason);
}
