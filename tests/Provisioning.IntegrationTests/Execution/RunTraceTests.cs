using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>What OpenTelemetry sees of a run.</summary>
public sealed class RunTraceTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Engine.Sqlite, "sqlite", "SQLite 1")]
    [InlineData(Engine.PostgreSql, "postgresql", "42P01")]
    public async Task A_run_has_spans_for_itself_its_migrations_and_their_statements(
        Engine engine,
        string system,
        string code
    )
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var events = new List<RunEvent>();
        using var root = new Activity("test").Start();
        using var recorded = new Recorded(root.TraceId, session.Database.Name);
        var error = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            new MigrationRunner(
                new([
                    new Steps(
                        1,
                        [new ExecuteSql("CREATE TABLE secret_1 (a int); INSERT INTO secret_1 VALUES (7)")],
                        []
                    ),
                    new Steps(2, [new ExecuteSql("DROP TABLE missing")], []),
                ]),
                new(),
                TimeProvider.System,
                new Reported(events)
            ).RunAsync(session, new MigrationTarget.Up(), Token)
        );

        var spans = recorded.Spans;
        var run = Assert.Single(spans, span => span.OperationName is "run migrations");
        Assert.Equal(root.SpanId, run.ParentSpanId);
        Assert.Equal((ActivityStatusCode.Error, code), (run.Status, run.GetTagItem("error.type")));
        Assert.Equal(
            (0L, 2L),
            (run.GetTagItem("provisioning.version.from"), run.GetTagItem("provisioning.version.to"))
        );
        var migrations = spans
            .Where(span => span.ParentSpanId == run.SpanId)
            .OrderBy(span => span.StartTimeUtc)
            .ToList();
        Assert.Equal(
            ["migrate 1 Steps1", $"migrate {error.Step.Migration}"],
            migrations.Select(span => span.OperationName)
        );
        Assert.Equal(ActivityStatusCode.Error, migrations[1].Status);
        var statements = spans.Where(span => span.ParentSpanId == migrations[0].SpanId).ToList();
        Assert.Equal(["CREATE TABLE", "INSERT"], statements.Select(span => span.OperationName));
        Assert.All(statements, span => Assert.Equal(ActivityKind.Client, span.Kind));
        Assert.All(spans, span => Assert.Equal(system, span.GetTagItem("db.system.name")));
        Assert.DoesNotContain(
            spans.SelectMany(span => span.TagObjects).Where(tag => tag.Key is not "db.namespace"),
            tag => $"{tag.Value}".Contains("secret", StringComparison.Ordinal)
        );
        // What an engine says of an error may hold data.
        Assert.All(spans, span => Assert.Null(span.StatusDescription));
        Assert.Contains("provisioning.migration.duration", recorded.Measurements);
        // Statements are sent one by one for the spans, and reported to no one who did not ask.
        Assert.Empty(events.OfType<RunEvent.Executed>());
    }

    // Other tests run at the same time: the trace and the database tell what is this one's.
    private sealed class Recorded : IDisposable
    {
        private readonly ActivityListener _spans;
        private readonly MeterListener _measurements = new();

        public Recorded(ActivityTraceId trace, string database)
        {
            _spans = new()
            {
                ShouldListenTo = source => source.Name == RunTelemetry.Name,
                Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = span =>
                {
                    if (span.TraceId == trace)
                    {
                        Spans.Enqueue(span);
                    }
                },
            };
            ActivitySource.AddActivityListener(_spans);
            _measurements.InstrumentPublished = (instrument, measuring) =>
            {
                if (instrument.Meter.Name == RunTelemetry.Name)
                {
                    measuring.EnableMeasurementEvents(instrument);
                }
            };
            _measurements.SetMeasurementEventCallback<double>(
                (instrument, _, tags, _) =>
                {
                    if (tags.ToArray().Any(tag => Equals(tag.Value, database)))
                    {
                        Measurements.Enqueue(instrument.Name);
                    }
                }
            );
            _measurements.Start();
        }

        public ConcurrentQueue<Activity> Spans { get; } = [];

        public ConcurrentQueue<string> Measurements { get; } = [];

        public void Dispose()
        {
            _spans.Dispose();
            _measurements.Dispose();
        }
    }

    private sealed class Reported(List<RunEvent> events) : IProgress<RunEvent>
    {
        public void Report(RunEvent value) => events.Add(value);
    }
}
