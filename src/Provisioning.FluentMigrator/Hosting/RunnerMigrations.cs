using System.Diagnostics.CodeAnalysis;
using FluentMigrator;
using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Conventions;
using FluentMigrator.Runner.Exceptions;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.VersionTableInfo;
using FluentMigrator.Validation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Provisioning.Authoring.Collecting;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Direction = Provisioning.Planning.Direction;
using MigrationContext = Provisioning.Planning.MigrationContext;
using MigrationSource = Provisioning.Planning.MigrationSource;

namespace Provisioning.Authoring.Hosting;

/// <summary>The migrations that a program set its runner up for. A class is made when it is to describe
/// itself.</summary>
internal sealed class RunnerMigrations(
    IAssemblySource assemblies,
    IFilteringMigrationSource source,
    IMigrationRunnerConventions conventions,
    IOptions<RunnerOptions> options,
    IOptionsSnapshot<TypeFilterOptions> filter,
    IServiceProvider services
) : IMigrationInformationLoader
{
    /// <summary>What the table of applied versions is called.</summary>
    public IVersionTableMetaData VersionTable => field ??= services.GetRequiredService<IVersionTableMetaData>();

    /// <summary>Takes down what migrations describe.</summary>
    public Describer Describer => field ??= new(services, Naming, Validator);

    /// <summary>All of them, for runs about those that the options ask for.</summary>
    /// <exception cref="ProvisioningException">Two have the same version.</exception>
    public MigrationCatalog Catalog => field ??= Build();

    /// <summary>The same, where there has to be one at least.</summary>
    /// <exception cref="MissingMigrationsException">There is none.</exception>
    public MigrationCatalog Required => Catalog.Selected.Any() ? Catalog : throw new MissingMigrationsException();

    private Lazy<IConventionSet> Naming => field ??= new(services.GetRequiredService<IConventionSet>);

    private Lazy<IMigrationExpressionValidator?> Validator =>
        field ??= new(() => MigrationAssembly.Validator(services));

    public SortedList<long, IMigrationInfo> LoadMigrations() =>
        new(
            Required
                .Selected.OfType<MigrationClassSource>()
                .ToDictionary(migration => migration.Version, migration => migration.Info)
        );

    /// <summary>The operations that an expression asks for.</summary>
    /// <exception cref="MigrationInvalidException">It cannot be.</exception>
    public IReadOnlyList<Operation> Translate(IMigrationExpression expression) =>
        Describer.Translate(expression.GetType().Name, [expression], Naming.Value, Validator.Value);

    private MigrationCatalog Build()
    {
        var (types, create) =
            source is FluentMigrator.Runner.Initialization.MigrationSource ? (Candidates(), Create) : Given();
        var all = new MigrationSet(create, Describer, options.Value).Catalog(
            types.Where(IsWanted),
            conventions,
            MigrationSet.VersionTable(VersionTable)
        );
        return all.Select(Selection(all));
    }

    // The package's source shows every class to the filter and makes only those that it lets through.
    private HashSet<Type> Candidates()
    {
        var types = new HashSet<Type>();
        _ = source.GetMigrations(type => types.Add(type) && false).Count();
        return types;
    }

    // A source of the program's own hands over instances, which are then what runs.
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2026",
        Justification = "A program that is trimmed roots the assembly of its migrations."
    )]
    private (IReadOnlyCollection<Type> Types, Func<Type, object> Create) Given()
    {
        var made = source.GetMigrations(conventions.TypeIsMigration).ToDictionary(migration => migration.GetType());
        var others = assemblies
            .Assemblies.SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => MigrationSet.IsMigration(type) && !conventions.TypeIsMigration(type));
        return ([.. others, .. made.Keys], type => made.GetValueOrDefault(type) ?? Create(type));
    }

    // A profile that nothing belongs to is none, as FluentMigrator has it.
    private MigrationSelection Selection(MigrationCatalog all) =>
        new()
        {
            Tags = (options.Value.Tags ?? []).ToValueList(),
            IncludesUntagged = options.Value.IncludeUntaggedMigrations,
            IncludesUntaggedMaintenance = options.Value.IncludeUntaggedMaintenances,
            Profile = all.Profiles.Any(profile => profile.Name == options.Value.Profile) ? options.Value.Profile : null,
        };

    private object Create(Type type) => InstanceFactory.Create(type, services);

    private bool IsWanted(Type type) =>
        filter.Value.Namespace is not { Length: > 0 } wanted
        || type.Namespace == wanted
        || (
            filter.Value.NestedNamespaces && type.Namespace?.StartsWith($"{wanted}.", StringComparison.Ordinal) is true
        );
}

/// <summary>A migration that a program hands over to be run one way, without a record of it.</summary>
internal sealed class GivenMigration(IMigration migration, Direction way, Describer describer) : MigrationSource
{
    public override long Version => 0;

    public override string Name => migration.GetType().Name;

    public override string? Description => null;

    public override bool IsRecorded => false;

    public override IReadOnlyList<Operation> Describe(Direction direction, MigrationContext context) =>
        describer.Describe(migration, Name, way, context);
}
