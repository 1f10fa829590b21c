using FluentMigrator.Runner.Initialization;
using Microsoft.Extensions.DependencyInjection;

namespace FluentMigrator.Runner;

/// <summary>Sets up a runner.</summary>
public interface IMigrationRunnerBuilder
{
    /// <summary>The services that the runner is made of.</summary>
    IServiceCollection Services { get; }

    /// <summary>Assemblies of which it was not said yet what to look for; everything, if nothing more is said.</summary>
    IAssemblySourceItem? DanglingAssemblySourceItem { get; set; }
}
