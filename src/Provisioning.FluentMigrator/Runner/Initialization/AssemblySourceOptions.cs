using System.Diagnostics.CodeAnalysis;

namespace FluentMigrator.Runner.Initialization;

/// <summary>Assemblies to look into besides those that were handed over.</summary>
public class AssemblySourceOptions
{
    /// <summary>Their names or files.</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "The shape that programs set.")]
    public string[]? AssemblyNames { get; set; }
}
