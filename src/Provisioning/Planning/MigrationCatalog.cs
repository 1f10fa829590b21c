using System.Globalization;

namespace Provisioning.Planning;

/// <summary>Migrations in the order of their versions.</summary>
public sealed class MigrationCatalog
{
    private readonly Dictionary<long, MigrationSource> _byVersion;

    /// <summary>A catalogue of the migrations, put in order.</summary>
    /// <exception cref="ProvisioningException">Two have the same version.</exception>
    public MigrationCatalog(IEnumerable<MigrationSource> migrations)
    {
        Migrations = [.. migrations.OrderBy(migration => migration.Version)];
        _byVersion = new(Migrations.Count);
        foreach (var migration in Migrations.Where(migration => !_byVersion.TryAdd(migration.Version, migration)))
        {
            throw new ProvisioningException(
                $"Version {migration.Version} stands twice: {_byVersion[migration.Version].Name} and {migration.Name}. Give one of them another number.");
        }
    }

    /// <summary>The migrations, lowest version first.</summary>
    public IReadOnlyList<MigrationSource> Migrations { get; }

    /// <summary>The highest version; 0 without migrations.</summary>
    public long Latest => Migrations is [.., var last] ? last.Version : 0;

    /// <summary>The migration of that version, or null.</summary>
    public MigrationSource? Find(long version) => _byVersion.GetValueOrDefault(version);

    /// <summary>Checks that a version that somebody names exists; 0, before the first migration, always does.</summary>
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
        var near = migrations.OrderBy(m => Int128.Abs((Int128)m.Version - version)).Take(3).Select(m => m.Version).Order();
        var list = string.Join(", ", near.Select(v => v.ToString(CultureInfo.InvariantCulture)));
        return list.Length == 0 ? "There are no migrations at all." : $"The nearest are {list}; `provision status` lists all.";
    }
}
