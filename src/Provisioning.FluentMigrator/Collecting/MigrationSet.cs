using FluentMigrator;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Conventions;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.VersionTableInfo;
using Provisioning.Ledger;
using Provisioning.Planning;

namespace Provisioning.Authoring.Collecting;

/// <summary>What the migrations of an assembly or of a program's runner have in common.</summary>
/// <param name="Create">Makes an instance of a class.</param>
/// <param name="Describer">Takes down what a migration describes.</param>
/// <param name="Options">What constraints see of the run.</param>
internal sealed record MigrationSet(Func<Type, object> Create, Describer Describer, RunnerOptions Options)
{
    /// <summary>The migrations among classes. Reads attributes only.</summary>
    /// <param name="types">The classes.</param>
    /// <param name="conventions">Which of them are migrations, maintenance and profiles.</param>
    /// <param name="versionTable">What the table of applied versions is called.</param>
    /// <exception cref="ProvisioningException">Two have the same version.</exception>
    public MigrationCatalog Catalog(
        IEnumerable<Type> types,
        IMigrationRunnerConventions conventions,
        VersionTable versionTable
    )
    {
        var found = new MigrationTypes(conventions, (type, attribute, behavior) =>
            new(type, attribute, behavior, this)
        );
        foreach (var type in types)
        {
            found.Add(type);
        }

        return found.ToCatalog(versionTable);
    }

    /// <summary>Whether the class is a migration, maintenance or a profile as far as its base class goes.</summary>
    public static bool IsMigration(Type type) => !type.IsAbstract && typeof(IMigration).IsAssignableFrom(type);

    /// <summary>Whether the class says what the table of applied versions is called.</summary>
    public static bool IsVersionTable(Type type) =>
        !type.IsAbstract && typeof(IVersionTableMetaData).IsAssignableFrom(type);

    /// <summary>Whether the class says how things are named.</summary>
    public static bool IsConventionSet(Type type) => !type.IsAbstract && typeof(IConventionSet).IsAssignableFrom(type);

    /// <summary>Whether the class says which classes are migrations.</summary>
    public static bool IsRunnerConventions(Type type) =>
        !type.IsAbstract && typeof(IMigrationRunnerConventions).IsAssignableFrom(type);

    /// <summary>What the table of applied versions is called.</summary>
    public static VersionTable VersionTable(IVersionTableMetaData names) =>
        new()
        {
            Schema = names.SchemaName is { Length: > 0 } schema ? schema : null,
            Table = names.TableName,
            Version = names.ColumnName,
            AppliedOn = names.AppliedOnColumnName,
            Description = names.DescriptionColumnName,
            UniqueIndex = names.UniqueIndexName,
            HasPrimaryKey = names.CreateWithPrimaryKey,
            OwnsSchema = names.OwnsSchema,
        };
}
