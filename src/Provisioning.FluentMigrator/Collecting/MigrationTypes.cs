using FluentMigrator;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Infrastructure;
using Provisioning.Ledger;
using Provisioning.Planning;
using MigrationSource = Provisioning.Planning.MigrationSource;

namespace Provisioning.Authoring.Collecting;

/// <summary>Sorts classes into migrations, repeatable ones, maintenance and profiles.</summary>
/// <param name="conventions">Which is which.</param>
/// <param name="source">Makes the source of a class.</param>
internal sealed class MigrationTypes(IMigrationRunnerConventions conventions, Func<Type, MigrationAttribute?, TransactionBehavior, MigrationClassSource> source)
{
    private readonly bool _isByAttributes = conventions is DefaultMigrationRunnerConventions;
    private readonly List<MigrationSource> _migrations = [];
    private readonly List<MigrationSource> _repeatable = [];
    private readonly List<Maintenance> _maintenance = [];
    private readonly List<Profile> _profiles = [];

    /// <summary>Adds a class to where it belongs.</summary>
    public void Add(Type type)
    {
        // Read once, and without base classes, which hand down tags only: reading is most of the time that thousands of classes take.
        var attributes = type.GetCustomAttributes(inherit: false);
        if (First<MigrationAttribute>() is { } version && (_isByAttributes || conventions.TypeIsMigration(type)))
        {
            _migrations.Add(source(type, version, version.TransactionBehavior));
        }

        if (First<RepeatableAttribute>() is not null)
        {
            _repeatable.Add(source(type, null, TransactionBehavior.Default));
        }

        if ((_isByAttributes ? First<MaintenanceAttribute>()?.Stage : conventions.GetMaintenanceStage(type)) is { } stage)
        {
            _maintenance.Add(new((MaintenanceStage)stage, source(type, null, First<MaintenanceAttribute>()?.TransactionBehavior ?? default)));
        }

        if (First<ProfileAttribute>() is { } profile && (_isByAttributes || conventions.TypeIsProfile(type)))
        {
            _profiles.Add(new(profile.ProfileName, source(type, null, TransactionBehavior.Default)));
        }

        TAttribute? First<TAttribute>()
            where TAttribute : Attribute => Array.Find(attributes, attribute => attribute is TAttribute) as TAttribute;
    }

    /// <summary>All of them, those without a version by name.</summary>
    /// <exception cref="ProvisioningException">Two have the same version.</exception>
    public MigrationCatalog ToCatalog(VersionTable versionTable) => new(_migrations)
    {
        Repeatable = [.. _repeatable.OrderBy(migration => migration.Name, StringComparer.Ordinal)],
        Maintenance = [.. _maintenance.OrderBy(work => work.Work.Name, StringComparer.Ordinal)],
        Profiles = [.. _profiles.OrderBy(work => work.Work.Name, StringComparer.Ordinal)],
        VersionTable = versionTable,
    };
}
