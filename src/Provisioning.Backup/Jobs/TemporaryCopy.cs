using Provisioning.Backup.Format;
using Provisioning.Backup.Repository;
using Provisioning.Databases;

namespace Provisioning.Backup.Jobs;

/// <summary>A database that is made of another or of a set, used, and dropped: in a private folder, or on the same
/// server.</summary>
/// <param name="place">Whose engine makes it, and on whose server it is. It is not touched.</param>
public sealed class TemporaryCopy(BackupEngine place)
{
    /// <summary>Copies a database with its rows, as they are at one moment. No one is disturbed, and nothing is kept
    /// elsewhere; what is done with the copy writes to no other server.</summary>
    /// <param name="from">The database.</param>
    /// <param name="request">What is to be known of it.</param>
    /// <param name="work">What is done with the copy.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ConnectionFailedException">The database cannot be reached.</exception>
    /// <exception cref="ProvisioningException">A tool or a right that is needed is missing.</exception>
    public async Task<T> OfAsync<T>(
        BackupEngine from,
        SnapshotRequest request,
        Func<Database, Task<T>> work,
        CancellationToken token
    )
    {
        await using var snapshot = await from.SnapshotAsync(request, token);
        var parts = snapshot.Parts.ToDictionary(part => part.Name, StringComparer.Ordinal);
        return await UseAsync(
            await snapshot.ContentsAsync(),
            new([.. snapshot.Parts.Select(part => part.Name)], (name, to, stop) => parts[name].CopyToAsync(to, stop)),
            async apart => await work(await apart.CutOffAsync(token)),
            token
        );
    }

    /// <summary>Restores a set. What is done with the copy writes to no other server.</summary>
    /// <param name="repository">Where the set is.</param>
    /// <param name="manifest">The set.</param>
    /// <param name="newest">The newest version that the system's migrations know; a set of a later one is
    /// refused.</param>
    /// <param name="work">What is done with the copy.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">The set is of another engine, of a later version, or cannot be restored
    /// here.</exception>
    /// <exception cref="BackupDamagedException">The set is damaged.</exception>
    /// <exception cref="WrongKeyException">The set's key is not at hand.</exception>
    public async Task<T> OfAsync<T>(
        BackupRepository repository,
        BackupManifest manifest,
        long newest,
        Func<Database, Task<T>> work,
        CancellationToken token
    )
    {
        BackupRestore.EnsureFits(place, manifest, newest);
        var report = await repository.ReadReportAsync(manifest, token);
        return await UseAsync(
            report.Contents,
            repository.PartsOf(manifest, report),
            async apart => await work(await apart.CutOffAsync(token)),
            token
        );
    }

    /// <summary>Makes it of parts.</summary>
    internal async Task<T> UseAsync<T>(
        BackupContents contents,
        BackupParts parts,
        Func<BackupEngine, Task<T>> work,
        CancellationToken token
    )
    {
        var apart = place.Isolated();
        return await CleanUp.AfterAsync(
            async () =>
            {
                await apart.RestoreAsync(contents, parts, token);
                return await work(apart);
            },
            () => apart.DropAsync(CancellationToken.None)
        );
    }
}
