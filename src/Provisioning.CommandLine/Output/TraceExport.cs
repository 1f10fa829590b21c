using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Provisioning.Execution;

namespace Provisioning.CommandLine.Output;

/// <summary>Sends the spans and metrics of one command to an OpenTelemetry collector, where OTEL_EXPORTER_OTLP_ENDPOINT
/// names one. The span of the command continues the trace that TRACEPARENT names. A collector that does not answer
/// changes nothing about the command.</summary>
internal sealed class TraceExport : IDisposable
{
    private const int PatienceInMilliseconds = 5_000;

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;
    private readonly ActivitySource _source;
    private readonly Activity? _command;

    private TraceExport(string command)
    {
        var resource = ResourceBuilder
            .CreateEmpty()
            .AddService("provision", serviceVersion: MigrationRunner.ToolVersion, autoGenerateServiceInstanceId: false)
            .AddTelemetrySdk()
            // What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say comes last.
            .AddEnvironmentVariableDetector();
        _source = new(RunTelemetry.Name, MigrationRunner.ToolVersion);
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(RunTelemetry.Name)
            .AddOtlpExporter()
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(RunTelemetry.Name)
            .AddOtlpExporter()
            .Build();
        _ = ActivityContext.TryParse(
            Environment.GetEnvironmentVariable("TRACEPARENT"),
            Environment.GetEnvironmentVariable("TRACESTATE"),
            isRemote: true,
            out var parent
        );
        _command = _source.StartActivity(command, ActivityKind.Internal, parent);
    }

    /// <summary>Begins the span of a command; null where no collector is named, or OTEL_SDK_DISABLED is true.</summary>
    /// <param name="args">The arguments of the command line; the first is the command.</param>
    public static TraceExport? Start(string[] args) =>
        IsSet("OTEL_EXPORTER_OTLP_ENDPOINT") && Environment.GetEnvironmentVariable("OTEL_SDK_DISABLED") is not "true"
            ? new(
                args is [var name, ..] && char.IsAsciiLetter(name.FirstOrDefault()) ? $"provision {name}" : "provision"
            )
            : null;

    /// <summary>Notes how the command ended.</summary>
    public void End(int exitCode)
    {
        _command?.SetTag("process.exit.code", exitCode);
        if (exitCode is not (ExitCode.Done or ExitCode.Found))
        {
            _command?.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _command?.Dispose();
        // At once: a collector that does not answer is waited for once.
        Task.WaitAll(
            Task.Run(() => _traces.Shutdown(PatienceInMilliseconds)),
            Task.Run(() => _metrics.Shutdown(PatienceInMilliseconds))
        );
        _traces.Dispose();
        _metrics.Dispose();
        _source.Dispose();
    }

    private static bool IsSet(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 };
}
