using System.Reflection;
using FluentMigrator.Runner.Initialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FluentMigrator.Runner;

/// <summary>What to look for in assemblies.</summary>
[Flags]
internal enum ScanFor
{
    Nothing = 0,
    Migrations = 1,
    VersionTable = 2,
    Conventions = 4,
    Resources = 8,
    All = Migrations | VersionTable | Conventions | Resources,
}

/// <summary>Assemblies, and what to look for in them.</summary>
internal sealed record ScannedAssemblies(IReadOnlyCollection<Assembly> Assemblies, ScanFor For);

/// <summary>All assemblies that a program handed over or named.</summary>
internal sealed class AssemblySource(IEnumerable<ScannedAssemblies> scanned, IEnumerable<IAssemblySourceItem> items, IOptions<AssemblySourceOptions> options) : IAssemblySource
{
    private readonly Lazy<ScannedAssemblies[]> _all = new(() =>
    [
        .. scanned,
        .. items.Select(item => new ScannedAssemblies([.. item.Assemblies], ScanFor.All)),
        new([.. (options.Value.AssemblyNames ?? []).Select(Load)], ScanFor.All),
    ]);

    public IReadOnlyCollection<Assembly> Assemblies => Of(ScanFor.All);

    /// <summary>Those in which one of these is to be looked for.</summary>
    public IReadOnlyCollection<Assembly> Of(ScanFor wanted) => [.. _all.Value.Where(item => (item.For & wanted) is not ScanFor.Nothing).SelectMany(item => item.Assemblies).Distinct()];

    private static Assembly Load(string name) => File.Exists(name) ? Assembly.LoadFrom(Path.GetFullPath(name)) : Assembly.Load(new AssemblyName(name));
}

/// <summary>Sets up a runner.</summary>
internal sealed class MigrationRunnerBuilder(IServiceCollection services) : IMigrationRunnerBuilder
{
    public IServiceCollection Services => services;

    public IAssemblySourceItem? DanglingAssemblySourceItem { get; set; }
}

/// <summary>Says what to look for in assemblies.</summary>
internal sealed class ScanInBuilder : IScanInBuilder, IScanInForBuilder
{
    private readonly IMigrationRunnerBuilder _builder;

    public ScanInBuilder(IMigrationRunnerBuilder builder, params Assembly[] assemblies)
    {
        KeepDangling(builder);
        _builder = builder;
        _builder.DanglingAssemblySourceItem = SourceItem = new AssemblySourceItem(assemblies);
    }

    public IServiceCollection Services => _builder.Services;

    public IAssemblySourceItem? DanglingAssemblySourceItem
    {
        get => _builder.DanglingAssemblySourceItem;
        set => _builder.DanglingAssemblySourceItem = value;
    }

    public IAssemblySourceItem SourceItem { get; }

    public IScanInForBuilder For => this;

    /// <summary>Counts assemblies for everything of which nothing more was said.</summary>
    public static void KeepDangling(IMigrationRunnerBuilder builder)
    {
        if (builder.DanglingAssemblySourceItem is { } item)
        {
            builder.Services.AddSingleton(item);
            builder.DanglingAssemblySourceItem = null;
        }
    }

    public IScanInBuilder Migrations() => Add(ScanFor.Migrations);

    public IScanInBuilder VersionTableMetaData() => Add(ScanFor.VersionTable);

    public IScanInBuilder ConventionSet() => Add(ScanFor.Conventions);

    public IScanInBuilder EmbeddedResources() => Add(ScanFor.Resources);

    public IMigrationRunnerBuilder All()
    {
        Add(ScanFor.All);
        return _builder;
    }

    private ScanInBuilder Add(ScanFor wanted)
    {
        DanglingAssemblySourceItem = null;
        Services.AddSingleton(new ScannedAssemblies([.. SourceItem.Assemblies], wanted));
        return this;
    }
}
