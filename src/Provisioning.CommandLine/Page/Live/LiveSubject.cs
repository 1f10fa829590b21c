using Provisioning.Backup.Stores;
using Provisioning.Databases;
using Provisioning.Ledger;
using Provisioning.Masking.Classification;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Page.Live;

/// <summary>What a page over a live database is about.</summary>
/// <param name="Database">The database; its sessions refuse to write.</param>
/// <param name="System">The system; null where none was named.</param>
/// <param name="Catalog">Its migrations; null where none was named.</param>
internal sealed record LiveSubject(Database Database, DatabaseSystem? System, MigrationCatalog? Catalog)
{
    /// <summary>Where backups are kept.</summary>
    public IReadOnlyList<BackupStore> Backups { get; init; } = [];

    /// <summary>The files with what drills of them came to.</summary>
    public IReadOnlyList<string> Drills { get; init; } = [];

    /// <summary>Whether rows are shown.</summary>
    public bool ShowsRows { get; init; } = true;

    /// <summary>The classes of columns; null where there is no such file.</summary>
    public MaskingFile? Masking { get; init; }

    /// <summary>How often samples are taken.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What the table of applied versions is called.</summary>
    public VersionTable Versions => Catalog?.VersionTable ?? new();
}
