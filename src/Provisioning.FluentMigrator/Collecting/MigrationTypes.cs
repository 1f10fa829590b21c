using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using FluentMigrator;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Infrastructure;
using Provisioning.Ledger;
using Provisioning.Planning;
using Provisioning.Schema;
using MigrationSource = Provisioning.Planning.MigrationSource;

namespace Provisioning.Authoring.Collecting;

/// <summary>Sorts classes into migrations, repeatable ones, maintenance and profiles.</summary>
/// <param name="conventions">Which is which.</param>
/// <param name="source">Makes the source of a class.</param>
internal sealed class MigrationTypes(
    IMigrationRunnerConventions conventions,
    Func<Type, MigrationAttribute?, TransactionBehavior, MigrationClassSource> source
)
{
    private readonly bool _isByAttributes = conventions is DefaultMigrationRunnerConventions;
    private readonly List<MigrationSource> _migrations = [];
    private readonly List<MigrationSource> _repeatable = [];
    private readonly List<Maintenance> _maintenance = [];
    private readonly List<Profile> _profiles = [];

    /// <summary>Adds a class to where it belongs.</summary>
    public void Add(Type type)
    {
        // Read once, and without base classes, which hand down tags only: reading is most of the time that thousands
        // of classes take.
        var attributes = Attributes(type);
        if (First<MigrationAttribute>() is { } version && (_isByAttributes || conventions.TypeIsMigration(type)))
        {
            _migrations.Add(source(type, version, version.TransactionBehavior));
        }

        if (First<RepeatableAttribute>() is not null)
        {
            _repeatable.Add(source(type, null, TransactionBehavior.Default));
        }

        var maintenance = First<MaintenanceAttribute>();
        if ((_isByAttributes ? maintenance?.Stage : conventions.GetMaintenanceStage(type)) is { } stage)
        {
            var behavior = maintenance?.TransactionBehavior ?? TransactionBehavior.Default;
            _maintenance.Add(new((MaintenanceStage)stage, source(type, null, behavior)));
        }

        if (First<ProfileAttribute>() is { } profile && (_isByAttributes || conventions.TypeIsProfile(type)))
        {
            _profiles.Add(new(profile.ProfileName, source(type, null, TransactionBehavior.Default)));
        }

        TAttribute? First<TAttribute>()
            where TAttribute : Attribute => Array.Find(attributes, attribute => attribute is TAttribute) as TAttribute;
    }

    private static object[] Attributes(Type type)
    {
        try
        {
            return type.GetCustomAttributes(inherit: false);
        }
        catch (Exception error) when (error is not (FileNotFoundException or FileLoadException or OutOfMemoryException))
        {
            throw new ProvisioningException(
                $"The attributes of {type.Name} cannot be read: {MigrationCode.Describe(error)}",
                error
            );
        }
    }

    /// <summary>All of them, those without a version by name.</summary>
    /// <exception cref="ProvisioningException">Two have the same version.</exception>
    public MigrationCatalog ToCatalog(VersionTable versionTable) =>
        new(_migrations)
        {
            Repeatable = [.. _repeatable.OrderBy(migration => migration.Name, StringComparer.Ordinal)],
            Maintenance = [.. _maintenance.OrderBy(work => work.Work.Name, StringComparer.Ordinal)],
            Profiles = [.. _profiles.OrderBy(work => work.Work.Name, StringComparer.Ordinal)],
            VersionTable = versionTable,
        };
}

/// <summary>Reads the tags of a class, of its base classes and of its interfaces.</summary>
internal static class ClassTags
{
    /// <summary>The tags of the class.</summary>
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2070",
        Justification = "A program that is trimmed roots the assembly of its migrations."
    )]
    public static MigrationTags Of(Type type)
    {
        var tags = type.GetCustomAttributes<TagsAttribute>(inherit: true)
            .Concat(
                type.GetInterfaces()
                    .Where(known => known != typeof(IMigration))
                    .SelectMany(known => known.GetCustomAttributes<TagsAttribute>(inherit: false))
            )
            .ToLookup(tag => tag.Behavior, tag => tag.TagNames);
        return tags.Count == 0
            ? MigrationTags.None
            : new(Names(tags[TagBehavior.RequireAll]), Names(tags[TagBehavior.RequireAny]));
    }

    private static ValueList<string> Names(IEnumerable<IEnumerable<string>> names) =>
        names.SelectMany(name => name).Distinct(StringComparer.Ordinal).ToValueList();
}
