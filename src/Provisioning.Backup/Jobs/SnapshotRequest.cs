using Provisioning.Ledger;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.Backup.Jobs;

/// <summary>What a snapshot is to have in it, and to say of itself.</summary>
/// <param name="Profile">What the system's backups have to know of it.</param>
/// <param name="Versions">What the table of applied versions is called.</param>
public sealed record SnapshotRequest(BackupProfile Profile, VersionTable Versions)
{
    /// <summary>The columns whose values the application encrypts.</summary>
    public ValueList<EncryptedColumn> Encrypted { get; init; } = [];

    /// <summary>Whether every query of the profile has to have an answer. Else one about what is not there, as in a
    /// database that later migrations have yet to reach, is left out and named.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Whether the engine is to look for damage inside the snapshot, which takes longer than all the rest on
    /// SQLite; foreign keys are looked at in any case. Restores and drills do both.</summary>
    public bool IsChecked { get; init; }

    /// <summary>Whether to leave out the rows of the profile's secret tables and to replace the values of its secret
    /// columns. A table or a column of these that does not exist is an error: it might be a slip that lets a secret
    /// out.</summary>
    public bool WithoutSecrets { get; init; }
}
