using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>Spans and metrics of migration runs, for OpenTelemetry and whatever else listens to .NET's own
/// <see cref="ActivitySource"/> and <see cref="Meter"/>. They cost next to nothing where nothing listens.</summary>
public static class RunTelemetry
{
    /// <summary>The name of both: <c>Provisioning</c>.</summary>
    public const string Name = "Provisioning";

    internal static ActivitySource Source { get; } = new(Name, MigrationRunner.ToolVersion);

    private static readonly Meter Meter = new(Name, MigrationRunner.ToolVersion);

    internal static Histogram<double> Duration { get; } =
        Meter.CreateHistogram<double>("provisioning.migration.duration", "s", "How long a migration took.");

    internal static Counter<long> Retries { get; } =
        Meter.CreateCounter<long>("provisioning.migration.retries", "{retry}", "Migrations tried again.");
}

/// <summary>The spans of one run, made of its events: the run, each migration in it and, where spans are recorded, each
/// statement. Attributes are those of OpenTelemetry's conventions for databases; the texts of statements and of
/// errors are left out, because they may hold data.</summary>
internal sealed class RunTrace : IProgress<RunEvent>, IDisposable
{
    private readonly TimeProvider _time;
    private readonly IProgress<RunEvent>? _next;
    private readonly bool _passesStatements;
    private readonly KeyValuePair<string, object?>[] _database;
    private readonly Activity? _run;
    private Activity? _migration;

    /// <summary>Begins the span of a run.</summary>
    /// <param name="database">The database.</param>
    /// <param name="next">Receives the events after it; null for none.</param>
    /// <param name="passesStatements">Whether that wants to know of each statement.</param>
    /// <param name="time">The clock.</param>
    public RunTrace(Database database, IProgress<RunEvent>? next, bool passesStatements, TimeProvider time)
    {
        (_next, _passesStatements, _time) = (next, passesStatements, time);
        _database = RunTelemetry.Source.HasListeners() || RunTelemetry.Duration.Enabled ? [.. Of(database)] : [];
        _run = RunTelemetry.Source.StartActivity(
            "run migrations",
            ActivityKind.Internal,
            default(ActivityContext),
            _database
        );
    }

    /// <summary>Whether each statement has a span of its own, and so has to be sent alone.</summary>
    public bool WantsStatements => _run is { IsAllDataRequested: true };

    /// <inheritdoc />
    public void Report(RunEvent value)
    {
        switch (value)
        {
            case RunEvent.Planned planned:
                _run?.SetTag("provisioning.version.from", planned.Plan.From)
                    .SetTag("provisioning.version.to", planned.Plan.To)
                    .SetTag("provisioning.migrations", planned.Plan.Steps.Count);
                break;
            case RunEvent.Waiting waiting:
                _run?.AddEvent(
                    new("waiting for the lock", tags: new() { ["provisioning.lock.holder"] = waiting.Holder })
                );
                break;
            case RunEvent.Started started:
                _migration?.Dispose();
                _migration = Begin(started.Step);
                break;
            case RunEvent.Executed executed:
                Statement(executed);
                break;
            case RunEvent.Retrying:
                RunTelemetry.Retries.Add(1, _database);
                _migration?.SetStatus(ActivityStatusCode.Error, "rolled back, to be tried again");
                _migration?.Dispose();
                break;
            case RunEvent.Finished finished:
                RunTelemetry.Duration.Record(finished.Duration.TotalSeconds, [.. _database, .. Of(finished.Step)]);
                break;
        }

        if (_passesStatements || value is not RunEvent.Executed)
        {
            _next?.Report(value);
        }
    }

    /// <summary>Notes what ended the run.</summary>
    public void Fail(Exception error)
    {
        var cause = error is MigrationFailedException { InnerException: { } inner } ? inner : error;
        var code = (cause as StatementFailedException)?.Code;
        foreach (var span in (Activity?[])[error is MigrationFailedException ? _migration : null, _run])
        {
            span?.SetStatus(ActivityStatusCode.Error)
                .SetTag("error.type", code ?? cause.GetType().FullName)
                .SetTag("db.response.status_code", code);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _migration?.Dispose();
        _run?.Dispose();
    }

    private Activity? Begin(PlannedStep step) =>
        _run is null
            ? null
            : RunTelemetry.Source.StartActivity(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(step.Direction is Direction.Up ? "migrate" : "roll back")} {step.Migration}"
                ),
                ActivityKind.Internal,
                _run.Context,
                [.. _database, .. Of(step)]
            );

    private void Statement(RunEvent.Executed executed)
    {
        if (_migration is null)
        {
            return;
        }

        var (ended, operation) = (_time.GetUtcNow(), OperationOf(executed.Statement.Text));
        using var span = RunTelemetry.Source.StartActivity(
            operation,
            ActivityKind.Client,
            _migration.Context,
            [.. _database, new("db.operation.name", operation)],
            startTime: ended - executed.Duration
        );
        span?.SetEndTime(ended.UtcDateTime);
    }

    // CREATE TABLE, ALTER TABLE, INSERT: the first words, and none of the names and values after them.
    private static string OperationOf(string sql)
    {
        // The first words of both engines are read alike.
        var words = new SqlWords(sql, postgres: true);
        var verb = words[0].ToString().ToUpperInvariant();
        return words.Is(0, "create", "alter", "drop") ? $"{verb} {words[1].ToString().ToUpperInvariant()}"
            : verb.Length > 0 ? verb
            : "SQL";
    }

    private static IEnumerable<KeyValuePair<string, object?>> Of(PlannedStep step)
    {
        yield return new("provisioning.migration.version", step.Migration.IsRecorded ? step.Migration.Version : null);
        yield return new("provisioning.migration.name", step.Migration.Name);
        yield return new("provisioning.migration.direction", step.Direction is Direction.Up ? "up" : "down");
    }

    private static IEnumerable<KeyValuePair<string, object?>> Of(Database database)
    {
        yield return new("db.system.name", database.Dialect.Name.ToLowerInvariant());
        yield return new("db.namespace", database.Name);
        if (Uri.TryCreate(database.Location, UriKind.Absolute, out var address) && address.Host.Length > 0)
        {
            yield return new("server.address", address.Host);
            yield return new("server.port", address.Port > 0 ? address.Port : null);
        }
    }
}
