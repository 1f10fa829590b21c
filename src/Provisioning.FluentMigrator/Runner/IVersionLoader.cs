using FluentMigrator.Runner.Versioning;
using FluentMigrator.Runner.VersionTableInfo;

namespace FluentMigrator.Runner;

/// <summary>Reads and writes the table of applied versions.</summary>
public interface IVersionLoader
{
    /// <summary>Whether the table's schema exists.</summary>
    bool AlreadyCreatedVersionSchema { get; }

    /// <summary>Whether the table exists.</summary>
    bool AlreadyCreatedVersionTable { get; }

    /// <summary>What the table is called.</summary>
    IVersionTableMetaData VersionTableMetaData { get; }

    /// <summary>The versions that are applied, as last read.</summary>
    IVersionInfo VersionInfo { get; set; }

    /// <summary>What the table is called.</summary>
    IVersionTableMetaData GetVersionTableMetaData();

    /// <summary>Reads the table, making it where it is missing.</summary>
    void LoadVersionInfo();

    /// <summary>Drops the table, and ours beside it.</summary>
    void RemoveVersionTable();

    /// <summary>Records a version as applied without running anything.</summary>
    void UpdateVersionInfo(long version, string? description = null);

    /// <summary>Forgets a version without running anything.</summary>
    void DeleteVersion(long version);
}
