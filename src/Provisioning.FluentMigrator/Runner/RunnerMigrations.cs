using FluentMigrator.Infrastructure;
using FluentMigrator.Runner.Conventions;
using FluentMigrator.Runner.Exceptions;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.VersionTableInfo;
using Microsoft.Extensions.Options;
using Provisioning.Authoring;
using Provisioning.Planning;
using Provisioning.Schema;

namespace FluentMigrator.Runner;

/// <summary>The migrations that a program set its runner up for.</summary>
internal sealed class RunnerMigrations(
    AssemblySource assemblies,
    IFilteringMigrationSource source,
    IMigrationRunnerConventions conventions,
    IEnumerable<IVersionTableMetaData> versionTable,
    IEnumerable<IConventionSet> conventionSets,
    IOptions<RunnerOptions> options,
    IOptions<TypeFilterOptions> filter,
    IServiceProvider services) : IMigrationInformationLoader
{
    /// <summary>What the table of applied versions is called.</summary>
    public IVersionTableMetaData VersionTable => field ??= versionTable.LastOrDefault() ?? Scanned<IVersionTableMetaData>(ScanFor.VersionTable, MigrationAssembly.IsVersionTable) ?? new DefaultVersionTableMetaData(Naming?.SchemaConvention?.SchemaName);

    /// <summary>All of them, for runs about those that the options ask for.</summary>
    /// <exception cref="RunnerException">Two have the same version, or the profile does not exist.</exception>
    public MigrationCatalog Catalog => field ??= Build();

    /// <summary>The same, where there has to be one at least.</summary>
    /// <exception cref="MissingMigrationsException">There is none.</exception>
    public MigrationCatalog Required => Catalog.Selected.Any() ? Catalog : throw new MissingMigrationsException();

    public SortedList<long, IMigrationInfo> LoadMigrations() =>
        new(Required.Selected.OfType<MigrationClassSource>().ToDictionary(migration => migration.Version, migration => migration.Info));

    private IConventionSet? Naming => field ??= conventionSets.LastOrDefault() ?? Scanned<IConventionSet>(ScanFor.Conventions, MigrationAssembly.IsConventionSet);

    private MigrationCatalog Build()
    {
        var types = assemblies.Of(ScanFor.Migrations).SelectMany(assembly => assembly.GetExportedTypes()).Where(IsWanted)
            .Where(type => !MigrationAssembly.IsVersionTable(type) && !MigrationAssembly.IsConventionSet(type));
        Func<Type, object> create = Create;
        if (source is not ScannedMigrationSource)
        {
            // A source of the program's own hands over instances, which are then what runs.
            var made = source.GetMigrations(conventions.TypeIsMigration).ToDictionary(migration => migration.GetType());
            types = types.Where(type => !conventions.TypeIsMigration(type)).Concat(made.Keys);
            create = type => made.GetValueOrDefault(type) ?? Create(type);
        }

        var all = MigrationAssembly.FromTypes(types, conventions, options.Value, create, Naming);
        return new MigrationCatalog(all.Migrations)
        {
            Repeatable = all.Repeatable,
            Maintenance = all.Maintenance,
            Profiles = all.Profiles,
            VersionTable = MigrationAssembly.VersionTable(VersionTable),
        }.Select(Selection(all));
    }

    // A profile that nothing belongs to is none, as FluentMigrator has it.
    private MigrationSelection Selection(MigrationCatalog all) => new()
    {
        Tags = (options.Value.Tags ?? []).ToValueList(),
        IncludesUntagged = options.Value.IncludeUntaggedMigrations,
        IncludesUntaggedMaintenance = options.Value.IncludeUntaggedMaintenances,
        Profile = all.Profiles.Any(profile => profile.Name == options.Value.Profile) ? options.Value.Profile : null,
    };

    private T? Scanned<T>(ScanFor wanted, Func<Type, bool> isWanted)
        where T : class => assemblies.Of(wanted)
        .SelectMany(assembly => assembly.GetExportedTypes())
        .Where(isWanted)
        .Select(type => (T)Create(type))
        .FirstOrDefault();

    private object Create(Type type) => MigrationAssembly.Create(type, new(services));

    private bool IsWanted(Type type) =>
        filter.Value.Namespace is not { Length: > 0 } wanted
        || type.Namespace == wanted
        || (filter.Value.NestedNamespaces && type.Namespace?.StartsWith($"{wanted}.", StringComparison.Ordinal) is true);
}

/// <summary>Finds migrations in the assemblies that were handed over.</summary>
internal sealed class ScannedMigrationSource(AssemblySource assemblies, IMigrationRunnerConventions conventions, IServiceProvider services)
    : IFilteringMigrationSource, IMigrationSource
{
    public IEnumerable<IMigration> GetMigrations() => GetMigrations(_ => true);

    public IEnumerable<IMigration> GetMigrations(Func<Type, bool> predicate) => assemblies.Of(ScanFor.Migrations)
        .SelectMany(assembly => assembly.GetExportedTypes())
        .Where(type => conventions.TypeIsMigration(type) && predicate(type))
        .Select(type => (IMigration)MigrationAssembly.Create(type, new(services)));
}
