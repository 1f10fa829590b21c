using Provisioning.Backup.Jobs;
using Provisioning.Backup.Repository;
using Provisioning.Databases;
using Provisioning.Transfer.Format;

namespace Provisioning.Backup;

/// <summary>How one database takes part in backups: it gives a snapshot as named parts, and is recreated from them.
/// What is common to all engines, such as encryption, stores, comparing what was restored with what was backed up, is
/// not its business. A restore goes: <see cref="Beside"/>,
/// <see cref="RestoreAsync"/> there, checks there, <see cref="ReplaceWithAsync"/>.</summary>
public abstract class BackupEngine
{
    /// <summary>The engine's name in manifests: <c>sqlite</c>, <c>postgresql</c>. Parts are restored by the engine of
    /// the same name only.</summary>
    public abstract string Name { get; }

    /// <summary>The database.</summary>
    public abstract Database Database { get; }

    /// <summary>Whether a set can hold only what has changed since another one.</summary>
    public virtual bool MakesIncrements => false;

    /// <summary>Whether a restored database belongs to the role that restores it, whoever owned it before.</summary>
    public virtual bool LeavesOwnersOut => false;

    /// <summary>Takes a snapshot: everything that it says and gives is of one moment, regardless of concurrent
    /// writes.</summary>
    /// <exception cref="ConnectionFailedException">The database cannot be reached.</exception>
    /// <exception cref="ProvisioningException">A tool that is needed is missing or too old, or the request leaves out a
    /// table or a column that does not exist.</exception>
    public abstract Task<BackupSnapshot> SnapshotAsync(SnapshotRequest request, CancellationToken token);

    /// <summary>What is in the database that a restore would replace, for people: <c>12 tables</c>. Null where it does
    /// not exist or is empty.</summary>
    /// <exception cref="ConnectionFailedException">It cannot be reached, or is damaged.</exception>
    public abstract Task<string?> OccupantAsync(CancellationToken token);

    /// <summary>The place where a restore is prepared, so that it can replace this database in one step: a file beside
    /// it, a database on the same server. It is not created yet, and each call gives a new name.</summary>
    public abstract BackupEngine Beside();

    /// <summary>A temporary database apart from this one, as drills need: in a private folder, or on the same server.
    /// It is not created yet; the caller drops it.</summary>
    public abstract BackupEngine Isolated();

    /// <summary>Makes the database, which does not exist, from the parts of a snapshot. If it fails, it drops the
    /// database again.</summary>
    /// <exception cref="ProvisioningException">The parts cannot be restored here: no room, a tool missing, a server
    /// older than theirs.</exception>
    public abstract Task RestoreAsync(BackupContents contents, BackupParts parts, CancellationToken token);

    /// <summary>The same with the rows masked on the way: none gets to the server, or to a disk, as it was.</summary>
    /// <param name="contents">What is in the snapshot.</param>
    /// <param name="parts">Its parts.</param>
    /// <param name="mask">What the rows go through.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">The parts cannot be restored here, or hold what cannot be
    /// masked.</exception>
    public virtual Task RestoreMaskedAsync(
        BackupContents contents,
        BackupParts parts,
        RowMask mask,
        CancellationToken token
    ) => throw new ProvisioningException($"Rows cannot be masked on the way to {Database.Location}.");

    /// <summary>Makes sure that what is done to a database which <see cref="Isolated"/> gave stays in it: it is cut off
    /// from the other servers that the database it is a copy of writes to. By default there are none.</summary>
    /// <returns>The database, as it is to be used.</returns>
    internal virtual Task<Database> CutOffAsync(CancellationToken token) => Task.FromResult(Database);

    /// <summary>Drops a database that <see cref="Beside"/> or <see cref="Isolated"/> gave, if it is there.</summary>
    public virtual Task DropAsync(CancellationToken token) => Database.DropAsync(token);

    /// <summary>Gives up what tells other runs that a database which <see cref="Beside"/> or <see cref="Isolated"/>
    /// gave is in use. Nothing by default.</summary>
    public virtual Task ReleaseAsync() => Task.CompletedTask;

    /// <summary>Looks for damage inside the live database with the means of its engine.</summary>
    /// <returns>What was found, a sentence each; nothing where all is well.</returns>
    public abstract Task<IReadOnlyList<string>> CheckAsync(CancellationToken token);

    /// <summary>Replaces this database with one that <see cref="Beside"/> gave. If it fails, both are
    /// unchanged.</summary>
    /// <param name="ready">The restored database.</param>
    /// <param name="content">What is known of what is in this one.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <returns>The database that has what was there before; null where that was dropped, or nothing was.</returns>
    /// <exception cref="ProvisioningException">Others are connected to this database, it has content that it had not,
    /// or it cannot be replaced.</exception>
    public abstract Task<Database?> ReplaceWithAsync(Database ready, ReplacedContent content, CancellationToken token);

    /// <summary>Whether an error is due to damage in this database.</summary>
    internal virtual bool IsDamage(ProvisioningException error) =>
        error is ConnectionFailedException { IsDamaged: true };

    /// <summary>What is in this database, which is left alone where it was found empty and no longer is.</summary>
    private protected async Task<string?> EnsureLeftAsync(ReplacedContent content, CancellationToken token)
    {
        var occupant = await OccupantAsync(token);
        return occupant is null || content is not ReplacedContent.None
            ? occupant
            : throw new ProvisioningException(
                $"{Database.Location} was not replaced: it was empty when the restore began, and has {occupant} now."
            );
    }

    /// <summary>Puts the rows of one table of a database that <see cref="Isolated"/> gave in the place of those in this
    /// one, in one transaction; a table that is missing here is made as it is there, with keys, indexes and triggers.
    /// The foreign keys of both sides hold afterwards. If it fails, the database is unchanged.</summary>
    /// <returns>How many rows the table has now.</returns>
    /// <exception cref="ProvisioningException">Rows of other tables refer to rows that would be gone, or rows of the
    /// table refer to ones that do not exist here.</exception>
    public abstract Task<long> TakeTableAsync(Database from, Schema.ObjectName table, CancellationToken token);

    /// <summary>Looks through the parts of a backup as far as that goes without a database. By default nothing more
    /// than that they can be read.</summary>
    /// <returns>What was found, a sentence each.</returns>
    public virtual async Task<IReadOnlyList<string>> CheckPartsAsync(
        BackupContents contents,
        BackupParts parts,
        CancellationToken token
    )
    {
        foreach (var name in parts.Names)
        {
            await parts.CopyToAsync(name, Stream.Null, token);
        }

        return [];
    }
}
