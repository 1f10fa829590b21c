using System.Reflection;
using FluentMigrator.Infrastructure;
using FluentMigrator.Runner;
using Microsoft.Extensions.DependencyInjection;

namespace Provisioning.Authoring.Collecting;

/// <summary>Where constructors and embedded scripts get what they ask for: the services that were handed over, else
/// those that every runner has, made
/// when the first is asked for.</summary>
/// <param name="given">The services handed over; null for none.</param>
/// <param name="assembly">Where embedded scripts are that the services do not know.</param>
internal sealed class AssemblyServices(IServiceProvider? given, Assembly assembly) : IServiceProvider
{
    private IServiceProvider Services => field ??= given ?? Make();

    public object? GetService(Type serviceType) =>
        Services.GetService(serviceType)
        ?? (
            serviceType == typeof(IEnumerable<IEmbeddedResourceProvider>)
                ? new IEmbeddedResourceProvider[] { new DefaultEmbeddedResourceProvider(assembly) }
                : null
        );

    private ServiceProvider Make() =>
        new ServiceCollection()
            .AddFluentMigratorCore()
            .ConfigureRunner(runner => runner.ScanIn(assembly).For.All())
            .BuildServiceProvider();
}
