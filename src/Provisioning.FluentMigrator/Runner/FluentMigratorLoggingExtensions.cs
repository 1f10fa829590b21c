using FluentMigrator.Runner.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FluentMigrator.Runner;

/// <summary>Logs what a runner does.</summary>
public static class FluentMigratorLoggingExtensions
{
    /// <summary>Writes the log to standard output as plain lines.</summary>
    public static ILoggingBuilder AddFluentMigratorConsole(this ILoggingBuilder loggingBuilder)
    {
        loggingBuilder.Services.AddSingleton<ILoggerProvider>(_ => new FluentMigratorConsoleLoggerProvider());
        return loggingBuilder;
    }

    /// <inheritdoc cref="AddFluentMigratorConsole(ILoggingBuilder)" />
    public static ILoggerFactory AddFluentMigratorConsole(this ILoggerFactory loggerFactory)
    {
        loggerFactory.AddProvider(new FluentMigratorConsoleLoggerProvider());
        return loggerFactory;
    }
}
