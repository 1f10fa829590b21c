using System.Reflection;

namespace FluentMigrator.Infrastructure;

/// <summary>Knows where embedded scripts are.</summary>
public interface IEmbeddedResourceProvider
{
    /// <summary>The resources by name, each with the assembly that holds it.</summary>
    IEnumerable<(string name, Assembly assembly)> GetEmbeddedResources();
}

/// <summary>Knows the scripts that assemblies embed.</summary>
public sealed class DefaultEmbeddedResourceProvider(params Assembly[] assemblies) : IEmbeddedResourceProvider
{
    /// <inheritdoc />
    public IEnumerable<(string name, Assembly assembly)> GetEmbeddedResources() =>
        assemblies.SelectMany(assembly => assembly.GetManifestResourceNames().Select(name => (name, assembly)));
}
