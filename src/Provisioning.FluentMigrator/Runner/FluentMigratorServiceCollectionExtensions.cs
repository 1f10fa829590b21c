using FluentMigrator;
using FluentMigrator.Infrastructure;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.Processors;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

// Where programs look for what they register, as FluentMigrator has it.
#pragma warning disable IDE0130
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Registers a runner of migrations.</summary>
public static class FluentMigratorServiceCollectionExtensions
{
    /// <summary>Registers everything that a runner is made of but the engine, which <see cref="ConfigureRunner"/> adds.</summary>
    public static IServiceCollection AddFluentMigratorCore(this IServiceCollection services)
    {
        services.AddOptions().AddLogging();
        services.TryAddSingleton<AssemblySource>();
        services.TryAddSingleton<IAssemblySource>(provider => provider.GetRequiredService<AssemblySource>());
        services.TryAddSingleton<IEmbeddedResourceProvider>(provider =>
            new DefaultEmbeddedResourceProvider([.. provider.GetRequiredService<AssemblySource>().Assemblies]));
        services.TryAddSingleton<IMigrationRunnerConventions, MigrationRunnerConventions>();
        services.TryAddScoped<ScannedMigrationSource>();
        services.TryAddScoped<IMigrationSource>(provider => provider.GetRequiredService<ScannedMigrationSource>());
        services.TryAddScoped<IFilteringMigrationSource>(provider => provider.GetRequiredService<ScannedMigrationSource>());
        services.TryAddScoped<RunnerMigrations>();
        services.TryAddScoped<IMigrationInformationLoader>(provider => provider.GetRequiredService<RunnerMigrations>());
        services.TryAddScoped<IConnectionStringAccessor, ProcessorConnectionString>();
        services.TryAddScoped<RunnerSession>();
        services.TryAddScoped<RunnerScope>();
        services.TryAddScoped<IMigrationProcessor, MigrationProcessor>();
        services.TryAddScoped<IQuerySchema>(provider => provider.GetRequiredService<IMigrationProcessor>());
        services.TryAddScoped<IVersionLoader, VersionLoader>();
        services.TryAddScoped<IMigrationRunner, MigrationRunner>();
        services.TryAddScoped<TaskExecutor>();
        return services;
    }

    /// <summary>Sets up the runner: its engine, its database, its migrations.</summary>
    public static IServiceCollection ConfigureRunner(this IServiceCollection services, Action<IMigrationRunnerBuilder> configure)
    {
        var builder = new MigrationRunnerBuilder(services);
        configure(builder);
        ScanInBuilder.KeepDangling(builder);
        return services;
    }

    private sealed class ProcessorConnectionString(IOptionsSnapshot<ProcessorOptions> options) : IConnectionStringAccessor
    {
        public string? ConnectionString => options.Value.ConnectionString;
    }
}
