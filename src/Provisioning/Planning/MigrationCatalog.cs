using System.Globalization;
using Provisioning.Dialects;
using Provisioning.Ledger;

namespace Provisioning.Planning;

/// <summary>Migrations in the order of their versions, with the maintenance and the profiles that belong to
/// them.</summary>
public sealed class MigrationCatalog
{
    private readonly Dictionary<long, MigrationSource> _byVersion;
    private readonly Replacements _replacements;

    /// <summary>A catalogue of the migrations, put in order.</summary>
    /// <exception cref="ProvisioningException">Two have the same version.</exception>
    public MigrationCatalog(IEnumerable<MigrationSource> migrations)
    {
        Migrations = [.. migrations.OrderBy(migration => migration.Version)];
        _byVersion = new(Migrations.Count);
        foreach (var migration in Migrations.Where(migration => !_byVersion.TryAdd(migration.Version, migration)))
        {
            throw new ProvisioningException(
                $"Two migrations have version {migration.Version}: {_byVersion[migration.Version].Name} and "
                    + $"{migration.Name}. Give one of them another number."
            );
        }

        _replacements = new(_byVersion.ContainsKey, () => [.. Migrations.SelectMany(Replacing)]);
        VersionTable = new();
    }

    private MigrationCatalog(MigrationCatalog all, MigrationSelection selection)
    {
        Migrations = all.Migrations;
        _byVersion = all._byVersion;
        _replacements = all._replacements;
        Repeatable = all.Repeatable;
        Maintenance = all.Maintenance;
        Profiles = all.Profiles;
        VersionTable = all.VersionTable;
        System = all.System;
        Selection = selection;
    }

    /// <summary>The migrations, lowest version first, selected or not.</summary>
    public IReadOnlyList<MigrationSource> Migrations { get; }

    /// <summary>What runs after the migrations whenever it was changed, in order.</summary>
    public IReadOnlyList<MigrationSource> Repeatable { get; init; } = [];

    /// <summary>What is done besides migrating, in order.</summary>
    public IReadOnlyList<Maintenance> Maintenance { get; init; } = [];

    /// <summary>What is done where a run asks for it, in order.</summary>
    public IReadOnlyList<Profile> Profiles { get; init; } = [];

    /// <summary>What the table of applied versions is called.</summary>
    public VersionTable VersionTable
    {
        get;
        init => field = value with { Replacements = _replacements };
    }

    /// <summary>The name of the system whose migrations they are, as the ledger records it; null for none.</summary>
    public string? System { get; init; }

    /// <summary>Which of the migrations runs are about; by default those without tags.</summary>
    public MigrationSelection Selection { get; } = new();

    /// <summary>The migrations that runs are about, lowest version first.</summary>
    public IEnumerable<MigrationSource> Selected => Migrations.Where(IsSelected);

    /// <summary>The highest version of those that runs are about; 0 without any.</summary>
    public long Latest => Migrations.LastOrDefault(IsSelected)?.Version ?? 0;

    /// <summary>The same catalogue for runs about other migrations.</summary>
    /// <exception cref="ProfileNotFoundException">There is no such profile.</exception>
    public MigrationCatalog Select(MigrationSelection selection) =>
        selection.Profile is not { } profile || Profiles.Any(known => known.Name == profile)
            ? new(this, selection)
            : throw new ProfileNotFoundException(profile, Profiles);

    /// <summary>The same catalogue as that of a system.</summary>
    public MigrationCatalog Of(string? system) => new(this, Selection) { System = system };

    /// <summary>The same catalogue for databases that another tool may have brought some way.</summary>
    public MigrationCatalog After(ForeignLedger predecessor) =>
        new(this, Selection) { VersionTable = VersionTable with { Predecessor = predecessor } };

    /// <summary>Whether runs are about the migration.</summary>
    public bool IsSelected(MigrationSource migration) => Selection.Includes(migration.Tags, Selection.IncludesUntagged);

    /// <summary>The migration of that version, or null.</summary>
    public MigrationSource? Find(long version) => _byVersion.GetValueOrDefault(version);

    /// <summary>The ledger of a database that only this catalogue's migrations up to a version have been applied
    /// to.</summary>
    /// <param name="version">The version; 0 for an empty database.</param>
    /// <param name="dialect">The engine's.</param>
    public LedgerState LedgerAt(long version, Dialect dialect) =>
        new(
            [
                .. Selected
                    .Where(migration => migration.Version <= version)
                    .Select(migration => new LedgerEntry(migration.Version) { IsApplied = true }),
            ],
            version > 0,
            version > 0
        )
        {
            Versions = VersionTable,
            IsSchemaMissing = version == 0 && VersionTable.SchemaOn(dialect) is not null,
        };

    private static IEnumerable<Replacement> Replacing(MigrationSource migration) =>
        migration.Replaces is { Count: > 0 } replaced
            ? [new(migration.Version, migration.Name, replaced)]
            : Array.Empty<Replacement>();

    /// <summary>Checks that the given version exists; 0, before the first migration, always does.</summary>
    /// <exception cref="VersionNotFoundException">No migration has it.</exception>
    public void Require(long version)
    {
        if (version != 0 && Find(version) is null)
        {
            throw new VersionNotFoundException(version, Migrations);
        }
    }
}

/// <summary>A version was named that no migration has.</summary>
public sealed class VersionNotFoundException(long version, IReadOnlyList<MigrationSource> migrations)
    : ProvisioningException($"There is no version {version}. {Nearest(version, migrations)}")
{
    /// <summary>The version that was named.</summary>
    public long Version { get; } = version;

    private static string Nearest(long version, IReadOnlyList<MigrationSource> migrations)
    {
        var near = migrations
            .OrderBy(m => Int128.Abs((Int128)m.Version - version))
            .Take(3)
            .Select(m => m.Version)
            .Order();
        var list = string.Join(", ", near.Select(v => v.ToString(CultureInfo.InvariantCulture)));
        return list.Length == 0
            ? "There are no migrations at all."
            : $"The nearest are {list}; `provision status` lists all.";
    }
}

/// <summary>A profile was asked for that nothing belongs to.</summary>
public sealed class ProfileNotFoundException(string profile, IReadOnlyList<Profile> profiles)
    : ProvisioningException($"There is no profile \"{profile}\". {Known(profiles)}")
{
    /// <summary>The profile that was asked for.</summary>
    public string Profile { get; } = profile;

    private static string Known(IReadOnlyList<Profile> profiles) =>
        profiles.Count == 0
            ? "These migrations have none; leave it out."
            : $"There are: {string.Join(", ",
                profiles.Select(profile => profile.Name).Distinct(StringComparer.Ordinal))}. Case counts.";
}
