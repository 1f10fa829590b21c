using System.Reflection;

namespace FluentMigrator.Runner.Initialization;

/// <summary>Finds migrations.</summary>
public interface IMigrationSource
{
    /// <summary>An instance of each.</summary>
    IEnumerable<IMigration> GetMigrations();
}

/// <summary>Finds those migrations whose class satisfies a predicate. A program may register its own, which the runner then goes by.</summary>
public interface IFilteringMigrationSource
{
    /// <summary>An instance of each.</summary>
    IEnumerable<IMigration> GetMigrations(Func<Type, bool> predicate);
}

/// <summary>Knows the assemblies to look into.</summary>
public interface IAssemblySource
{
    /// <summary>They.</summary>
    IReadOnlyCollection<Assembly> Assemblies { get; }
}

/// <summary>Assemblies that were handed over.</summary>
public interface IAssemblySourceItem
{
    /// <summary>They.</summary>
    IEnumerable<Assembly> Assemblies { get; }
}

/// <summary>Assemblies that were handed over.</summary>
public class AssemblySourceItem(params Assembly[] assemblies) : IAssemblySourceItem
{
    /// <inheritdoc />
    public IEnumerable<Assembly> Assemblies => assemblies;
}

/// <summary>Knows where the database is. A program may register its own.</summary>
public interface IConnectionStringAccessor
{
    /// <summary>The connection string; null for none.</summary>
    string? ConnectionString { get; }
}
