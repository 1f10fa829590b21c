using Microsoft.Extensions.Logging;

namespace FluentMigrator.Runner.Logging;

/// <summary>Writes the log as plain lines.</summary>
/// <param name="output">Where to; null for standard output.</param>
public sealed class FluentMigratorConsoleLoggerProvider(TextWriter? output = null) : ILoggerProvider
{
    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new LineLogger(output ?? Console.Out);

    /// <inheritdoc />
    public void Dispose()
    {
    }

    private sealed class LineLogger(TextWriter output) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                output.WriteLine(exception is null ? formatter(state, null) : $"{formatter(state, exception)}: {exception.Message}");
            }
        }
    }
}
