using System.Text;
using Microsoft.Extensions.Logging;

namespace Provisioning.IntegrationTests.FluentMigrator;

/// <summary>Keeps what is logged.</summary>
internal sealed class RecordingLog : ILoggerProvider, ILogger
{
    private readonly StringBuilder _text = new();

    public string Text => _text.ToString();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => _text.AppendLine(formatter(state, exception));

    public void Dispose() { }
}
