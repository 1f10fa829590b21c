using System.Reflection;
using FluentMigrator;
using FluentMigrator.Infrastructure;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Conventions;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.VersionTableInfo;
using Microsoft.Extensions.DependencyInjection;
using Provisioning.Ledger;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>Finds the migrations of an assembly: its public classes that are not abstract and have a <see cref="MigrationAttribute"/>
/// or one derived from it; its maintenance and profiles; and what it calls the table of applied versions.</summary>
public static class MigrationAssembly
{
    /// <summary>The migrations of an assembly. Reads attributes only; a class is made when it is to describe itself.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="namespacePrefix">Only those in this namespace and in those under it; null for all.</param>
    /// <param name="services">Where constructors get what they ask for; null for what every runner has: logging, options, embedded scripts.</param>
    /// <exception cref="ProvisioningException">Two have the same version.</exception>
    public static MigrationCatalog FromAssembly(Assembly assembly, string? namespacePrefix = null, IServiceProvider? services = null)
    {
        var provider = new Lazy<IServiceProvider>(() => services ?? Services(assembly));
        return FromTypes(assembly.GetExportedTypes().Where(type => IsIn(type.Namespace, namespacePrefix)), new MigrationRunnerConventions(), new(), type => Create(type, provider));
    }

    /// <summary>The migrations among classes.</summary>
    /// <param name="types">The classes.</param>
    /// <param name="conventions">Which of them are migrations, maintenance and profiles.</param>
    /// <param name="options">What the migrations' constraints see of the run.</param>
    /// <param name="create">Makes an instance.</param>
    /// <param name="given">The program's own conventions; null for those that a class among these declares.</param>
    /// <exception cref="ProvisioningException">Two have the same version.</exception>
    internal static MigrationCatalog FromTypes(
        IEnumerable<Type> types, IMigrationRunnerConventions conventions, RunnerOptions options, Func<Type, object> create, IConventionSet? given = null)
    {
        var all = types.Where(type => !type.IsAbstract).ToLookup(typeof(IMigration).IsAssignableFrom);
        var set = all[false].FirstOrDefault(IsConventionSet);
        var naming = given is not null ? new Lazy<IConventionSet>(given) : set is null ? null : new Lazy<IConventionSet>(() => (IConventionSet)create(set));
        var found = new MigrationTypes(conventions, (type, attribute, behavior) => new(type, attribute, behavior, () => Tags(type), options, create, naming));
        foreach (var type in all[true])
        {
            found.Add(type);
        }

        return found.ToCatalog(VersionTable([.. all[false].Where(IsVersionTable)], create));
    }

    /// <summary>What the table of applied versions is called.</summary>
    internal static VersionTable VersionTable(IVersionTableMetaData names) => new()
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

    private static VersionTable VersionTable(Type[] types, Func<Type, object> create) => types switch
    {
        [] => new(),
        [var only] => VersionTable((IVersionTableMetaData)create(only)),
        _ => throw new ProvisioningException($"{string.Join(" and ", types.Select(type => type.Name))} both say what the table of applied versions is called. Leave one."),
    };

    /// <summary>Whether the class says what the table of applied versions is called.</summary>
    internal static bool IsVersionTable(Type type) =>
        !type.IsAbstract && typeof(IVersionTableMetaData).IsAssignableFrom(type) && type.IsDefined(typeof(VersionTableMetaDataAttribute));

    /// <summary>Whether the class says how things are named.</summary>
    internal static bool IsConventionSet(Type type) => type is { IsAbstract: false, IsInterface: false } && typeof(IConventionSet).IsAssignableFrom(type);

    /// <summary>Makes an instance with the constructor that has the most parameters that can all be had, as dependency injection does it.</summary>
    internal static object Create(Type type, Lazy<IServiceProvider> services)
    {
        var wanting = type;
        foreach (var constructor in type.GetConstructors().OrderByDescending(constructor => constructor.GetParameters().Length))
        {
            var arguments = Array.ConvertAll(constructor.GetParameters(), parameter => Service(parameter.ParameterType, type.Assembly, services.Value));
            if (Array.IndexOf(arguments, null) < 0)
            {
                return constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
            }

            wanting = constructor.GetParameters()[Array.IndexOf(arguments, null)].ParameterType;
        }

        throw new ProvisioningException(wanting == type
            ? $"Migration {type.Name} has no public constructor. Give it one."
            : $"Migration {type.Name} asks for {wanting.Name} in its constructor, which is not to be had. Run it from a program that registers one (AddFluentMigratorCore).");
    }

    private static object? Service(Type wanted, Assembly assembly, IServiceProvider services) =>
        services.GetService(wanted)
        ?? (wanted == typeof(IEnumerable<IEmbeddedResourceProvider>)
            ? new IEmbeddedResourceProvider[] { new DefaultEmbeddedResourceProvider(assembly) }
            : null);

    private static ServiceProvider Services(Assembly assembly) =>
        new ServiceCollection().AddFluentMigratorCore().ConfigureRunner(runner => runner.ScanIn(assembly).For.All()).BuildServiceProvider();

    private static MigrationTags Tags(Type type)
    {
        var tags = type.GetCustomAttributes<TagsAttribute>(inherit: true)
            .Concat(type.GetInterfaces().Where(known => known != typeof(IMigration)).SelectMany(known => known.GetCustomAttributes<TagsAttribute>(inherit: false)))
            .ToLookup(tag => tag.Behavior, tag => tag.TagNames);
        return tags.Count == 0 ? MigrationTags.None
            : new(Names(tags[TagBehavior.RequireAll]), Names(tags[TagBehavior.RequireAny]));
    }

    private static ValueList<string> Names(IEnumerable<IEnumerable<string>> names) =>
        names.SelectMany(name => name).Distinct(StringComparer.Ordinal).ToValueList();

    private static bool IsIn(string? name, string? prefix) =>
        prefix is null
        || (name is not null
            && name.StartsWith(prefix, StringComparison.Ordinal)
            && (name.Length == prefix.Length || name[prefix.Length] == '.'));
}
