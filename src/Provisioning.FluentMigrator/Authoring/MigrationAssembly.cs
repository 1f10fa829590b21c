using System.Reflection;
using FluentMigrator;
using FluentMigrator.Infrastructure;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>Finds the migrations of an assembly: its public classes that are not abstract and have a <see cref="MigrationAttribute"/>
/// or one derived from it; and its maintenance and profiles.</summary>
public static class MigrationAssembly
{
    /// <summary>The migrations of an assembly. Reads attributes only; a class is made when it is to describe itself.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="namespacePrefix">Only those in this namespace and in those under it; null for all.</param>
    /// <param name="services">Where constructors get what they ask for; null where they ask for nothing.</param>
    /// <exception cref="ProvisioningException">Two have the same version.</exception>
    public static MigrationCatalog FromAssembly(Assembly assembly, string? namespacePrefix = null, IServiceProvider? services = null)
    {
        var migrations = new List<MigrationSource>();
        var maintenance = new List<Maintenance>();
        var profiles = new List<Profile>();
        var classes = assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && typeof(IMigration).IsAssignableFrom(type) && IsIn(type.Namespace, namespacePrefix))
            .OrderBy(type => type.Name, StringComparer.Ordinal);
        foreach (var type in classes)
        {
            var attributes = type.GetCustomAttributes(inherit: true);
            foreach (var attribute in attributes)
            {
                switch (attribute)
                {
                    case MigrationAttribute version:
                        migrations.Add(Source(version, version.TransactionBehavior));
                        break;
                    case MaintenanceAttribute stage:
                        maintenance.Add(new((MaintenanceStage)stage.Stage, Source(null, stage.TransactionBehavior)));
                        break;
                    case ProfileAttribute profile:
                        profiles.Add(new(profile.ProfileName, Source(null, TransactionBehavior.Default)));
                        break;
                }
            }

            MigrationClassSource Source(MigrationAttribute? version, TransactionBehavior behavior) =>
                new(type, version, behavior, Tags(type, attributes), migration => Create(migration, services));
        }

        return new(migrations) { Maintenance = maintenance, Profiles = profiles };
    }

    private static MigrationTags Tags(Type type, object[] attributes)
    {
        var tags = attributes.OfType<TagsAttribute>()
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

    // The constructor with the most parameters that can all be had, as dependency injection does it.
    private static object Create(Type type, IServiceProvider? services)
    {
        var wanting = type;
        foreach (var constructor in type.GetConstructors().OrderByDescending(constructor => constructor.GetParameters().Length))
        {
            var arguments = Array.ConvertAll(constructor.GetParameters(), parameter => Service(parameter.ParameterType, type.Assembly, services));
            if (Array.IndexOf(arguments, null) < 0)
            {
                return constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
            }

            wanting = constructor.GetParameters()[Array.IndexOf(arguments, null)].ParameterType;
        }

        throw new ProvisioningException(wanting == type
            ? $"Migration {type.Name} has no public constructor. Give it one."
            : $"Migration {type.Name} asks for {wanting.Name} in its constructor, which is not to be had. Hand over services that know it.");
    }

    private static object? Service(Type wanted, Assembly assembly, IServiceProvider? services) =>
        services?.GetService(wanted)
        ?? (wanted == typeof(IEnumerable<IEmbeddedResourceProvider>)
            ? new IEmbeddedResourceProvider[] { new DefaultEmbeddedResourceProvider(assembly) }
            : null);
}
