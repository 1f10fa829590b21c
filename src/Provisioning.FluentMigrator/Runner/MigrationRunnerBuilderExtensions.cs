using System.Reflection;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.Processors;
using FluentMigrator.Runner.VersionTableInfo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FluentMigrator.Runner;

/// <summary>Sets up a runner.</summary>
public static class MigrationRunnerBuilderExtensions
{
    /// <summary>Sets how the database is reached.</summary>
    public static IMigrationRunnerBuilder ConfigureGlobalProcessorOptions(this IMigrationRunnerBuilder builder, Action<ProcessorOptions> configureAction)
    {
        builder.Services.Configure(configureAction);
        return builder;
    }

    /// <summary>Says where the database is.</summary>
    /// <param name="builder">The runner.</param>
    /// <param name="connectionStringOrName">The connection string: Npgsql's for PostgreSQL, Microsoft.Data.Sqlite's for SQLite, or a URL.</param>
    public static IMigrationRunnerBuilder WithGlobalConnectionString(this IMigrationRunnerBuilder builder, string connectionStringOrName) =>
        builder.ConfigureGlobalProcessorOptions(options => options.ConnectionString = connectionStringOrName);

    /// <summary>Says where the database is, asked when it is needed.</summary>
    public static IMigrationRunnerBuilder WithGlobalConnectionString(this IMigrationRunnerBuilder builder, Func<IServiceProvider, string> configureConnectionString)
    {
        builder.Services.AddSingleton<IConfigureOptions<ProcessorOptions>>(services =>
            new ConfigureNamedOptions<ProcessorOptions>(Options.DefaultName, options => options.ConnectionString = configureConnectionString(services)));
        return builder;
    }

    /// <inheritdoc cref="ProcessorOptions.Timeout" />
    public static IMigrationRunnerBuilder WithGlobalCommandTimeout(this IMigrationRunnerBuilder builder, TimeSpan commandTimeout) =>
        builder.ConfigureGlobalProcessorOptions(options => options.Timeout = commandTimeout);

    /// <inheritdoc cref="ProcessorOptions.StripComments" />
    public static IMigrationRunnerBuilder WithGlobalStripComments(this IMigrationRunnerBuilder builder, bool stripComments) =>
        builder.ConfigureGlobalProcessorOptions(options => options.StripComments = stripComments);

    /// <summary>Writes the SQL into the log and changes nothing.</summary>
    public static IMigrationRunnerBuilder AsGlobalPreview(this IMigrationRunnerBuilder builder, bool preview = true) =>
        builder.ConfigureGlobalProcessorOptions(options => options.PreviewOnly = preview);

    /// <summary>Says what the table of applied versions is called.</summary>
    public static IMigrationRunnerBuilder WithVersionTable(this IMigrationRunnerBuilder builder, IVersionTableMetaData versionTableMetaData)
    {
        builder.Services.AddScoped(_ => versionTableMetaData);
        return builder;
    }

    /// <summary>Says which classes are migrations, maintenance and profiles.</summary>
    public static IMigrationRunnerBuilder WithRunnerConventions(this IMigrationRunnerBuilder builder, IMigrationRunnerConventions conventions)
    {
        builder.Services.AddSingleton(conventions);
        return builder;
    }

    /// <summary>Takes the migrations of these assemblies, with their maintenance and profiles.</summary>
    public static IMigrationRunnerBuilder WithMigrationsIn(this IMigrationRunnerBuilder builder, params Assembly[] assemblies)
    {
        builder.Services.AddSingleton(new ScannedAssemblies(assemblies, ScanFor.Migrations));
        return builder;
    }

    /// <summary>Looks into assemblies; <see cref="IScanInBuilder.For"/> says what for, everything by default.</summary>
    public static IScanInBuilder ScanIn(this IMigrationRunnerBuilder builder, params Assembly[] assemblies) => new ScanInBuilder(builder, assemblies);
}
