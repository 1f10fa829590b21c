using Microsoft.Extensions.Logging;
using Provisioning.Execution;
using Provisioning.Planning;

namespace FluentMigrator.Runner;

/// <summary>Writes what a run does into the log, in the words that FluentMigrator has for it.</summary>
internal sealed partial class RunnerLog(ILogger log, FluentMigratorLoggerOptions options) : IProgress<RunEvent>
{
    public void Report(RunEvent value)
    {
        if (!log.IsEnabled(LogLevel.Information))
        {
            return;
        }

        switch (value)
        {
            case RunEvent.Waiting waiting:
                Waiting(log, waiting.Holder);
                break;
            case RunEvent.Retrying retrying:
                Retrying(log, Name(retrying.Step), retrying.Reason);
                break;
            case RunEvent.Started started:
                Started(log, Name(started.Step), Doing(started.Step));
                break;
            case RunEvent.Finished finished:
                Finish(finished);
                break;
        }
    }

    /// <summary>Writes SQL that would be run.</summary>
    public void Preview(string sql) => Sql(log, sql);

    /// <summary>Writes the versions and whether they are applied.</summary>
    public void List(IEnumerable<VersionStatus> versions)
    {
        foreach (var version in versions)
        {
            Listed(log, version.Version, version.Name, version.State is VersionState.Applied ? "applied" : "not applied");
        }
    }

    private static string Name(PlannedStep step) => step.Migration.IsRecorded ? $"{step.Migration.Version}: {step.Migration.Name}" : step.Migration.Name;

    private static string Doing(PlannedStep step) => step.Direction is Direction.Up ? "migrating" : "reverting";

    private void Finish(RunEvent.Finished finished)
    {
        if (options.ShowSql)
        {
            foreach (var statement in finished.Statements)
            {
                Sql(log, statement.Text);
            }
        }

        if (options.ShowElapsedTime)
        {
            Elapsed(log, finished.Duration.TotalSeconds);
        }

        Done(log, Name(finished.Step), finished.Step.Direction is Direction.Up ? "migrated" : "reverted");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Waiting for {Holder}")]
    private static partial void Waiting(ILogger log, string holder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Migration} was rolled back and is tried again: {Reason}")]
    private static partial void Retrying(ILogger log, string migration, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Migration} {Doing}")]
    private static partial void Started(ILogger log, string migration, string doing);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Sql}")]
    private static partial void Sql(ILogger log, string sql);

    [LoggerMessage(Level = LogLevel.Information, Message = "=> {Seconds:0.0000}s")]
    private static partial void Elapsed(ILogger log, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Migration} {Done}")]
    private static partial void Done(ILogger log, string migration, string done);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Version}: {Name} ({State})")]
    private static partial void Listed(ILogger log, long version, string name, string state);
}
