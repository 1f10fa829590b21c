using FluentMigrator.Runner.Processors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Provisioning.Authoring.Hosting;

namespace FluentMigrator.Runner;

/// <summary>Sets up a runner over provision's engine.</summary>
public static class ProvisioningRunnerBuilderExtensions
{
    /// <summary>Runs migrations through provision's engine in place of FluentMigrator's: one run at a time, also from
    /// several machines; each migration in one
    /// transaction with its ledger rows; and what SQLite has no statement for. The engine is the one that
    /// <c>AddPostgres()</c> or <c>AddSQLite()</c>
    /// added. Call it last: who asks the services for an <see cref="IMigrationProcessor"/> gets the one that was added
    /// last.</summary>
    /// <param name="builder">The runner.</param>
    public static IMigrationRunnerBuilder UseProvisioning(this IMigrationRunnerBuilder builder)
    {
        builder
            .Services.AddScoped<RunnerEngine>()
            .AddScoped<RunnerSession>()
            .AddScoped<RunnerMigrations>()
            .AddScoped<EngineProcessor>()
            .AddScoped<IMigrationProcessor>(services => services.GetRequiredService<EngineProcessor>())
            .AddScoped<IProcessorAccessor>(services => services.GetRequiredService<EngineProcessor>())
            .AddScoped<IMigrationInformationLoader>(services => services.GetRequiredService<RunnerMigrations>())
            .AddScoped<IVersionLoader, EngineVersionLoader>()
            .AddScoped(Scopes)
            .AddScoped<IMigrationRunner, EngineRunner>();
        return builder;
    }

    private static MigrationScopeHandler Scopes(IServiceProvider services) =>
        new(
            services.GetRequiredService<EngineProcessor>(),
            services.GetRequiredService<IOptionsSnapshot<ProcessorOptions>>().Value
        );
}
