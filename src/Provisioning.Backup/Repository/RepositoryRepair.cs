using Provisioning.Backup.Format;
using Provisioning.Backup.Stores;

namespace Provisioning.Backup.Repository;

/// <summary>Writes a repository's own document again from its sets, where it is lost or was changed.</summary>
/// <param name="store">The store.</param>
/// <param name="keys">Tell the repository's sets from those that were put there without them.</param>
/// <param name="time">The clock.</param>
public sealed class RepositoryRepair(BackupStore store, BackupKeyring keys, TimeProvider time)
{
    /// <summary>Writes the document, unless the one that is there is right.</summary>
    /// <param name="breaksLock">Whether locks of other runs are removed.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <returns>The document, and whether it was written.</returns>
    /// <exception cref="RepositoryLockedException">Another run is changing the repository.</exception>
    /// <exception cref="ProvisioningException">There are no sets, or they are of several repositories.</exception>
    public async Task<(RepositoryInfo Info, bool IsWritten)> RunAsync(bool breaksLock, CancellationToken token)
    {
        await using var held = await RepositoryLock.AcquireAsync(store, "repair", breaksLock, time, token);
        var present = await PresentAsync(token);
        var made = await FromSetsAsync(present, token);
        if (
            present is not null
            && present.Id == made.Id
            && present.IsEncrypted == made.IsEncrypted
            && present.Passphrase == made.Passphrase
        )
        {
            return (present, false);
        }

        await store.DeleteAsync(RepositoryInfo.Name, token);
        await BackupRepository.CreateAsync(store, made, keys, token);
        return (made, true);
    }

    /// <summary>Reads the document.</summary>
    /// <exception cref="BackupDamagedException">It was changed.</exception>
    internal static async Task<RepositoryInfo> ReadAsync(BackupStore store, CancellationToken token)
    {
        await using var from = await store.OpenAsync(RepositoryInfo.Name, token);
        var what = $"{RepositoryInfo.Name} in {store.Location}";
        try
        {
            return RepositoryInfo.Parse(await RepositoryJson.ReadAsync(from, most: 65_536, what, token), what);
        }
        catch (BackupDamagedException error)
        {
            throw new BackupDamagedException(
                $"{error.Message} `provision backup repair`, with the key, writes it again from the sets.",
                error
            );
        }
    }

    /// <summary>Returns if a store without the document has nothing that belongs to one.</summary>
    /// <exception cref="BackupDamagedException">It has.</exception>
    internal static async Task EnsureEmptyAsync(BackupStore store, CancellationToken token)
    {
        foreach (var folder in (string[])["sets/", "packs/", "leaves/", "prunes/", "heads/"])
        {
            await foreach (var item in store.ListAsync(folder, token))
            {
                throw new BackupDamagedException(
                    $"{RepositoryInfo.Name} is missing from {store.Location}, and there are backups: {item.Name}. "
                        + $"Nothing is begun over them. `provision backup repair`, with the key, writes it "
                        + "again from the sets."
                );
            }
        }
    }

    private async Task<RepositoryInfo?> PresentAsync(CancellationToken token)
    {
        if ((await BackupRepository.SizesAsync(store, [RepositoryInfo.Name], token)).Count == 0)
        {
            return null;
        }

        try
        {
            return await ReadAsync(store, token);
        }
        catch (BackupDamagedException)
        {
            return null;
        }
    }

    private async Task<RepositoryInfo> FromSetsAsync(RepositoryInfo? present, CancellationToken token)
    {
        var fresh = RepositoryInfo.Make(time.GetUtcNow(), isEncrypted: false);
        var reader = new BackupRepository(store, fresh, keys);
        var manifests = new List<BackupManifest>();
        await foreach (var id in reader.SetIdsAsync(token))
        {
            if ((await reader.ReadSetAsync(id, token)).Manifest is { } manifest)
            {
                manifests.Add(manifest);
            }
        }

        // With sealed ones among them, those that are not were put there by someone without the key.
        var isEncrypted = manifests.Any(manifest => manifest.Key is not null);
        var own = isEncrypted ? manifests.FindAll(IsOurs) : manifests;
        if (isEncrypted && keys.IsEmpty)
        {
            throw new ProvisioningException(
                $"There are encrypted sets in {store.Location}. Which of them count is known with their key: give it "
                    + "with --key-file or --passphrase-file."
            );
        }

        return own.Select(manifest => manifest.Repository).Distinct(StringComparer.Ordinal).ToList() switch
        {
            [var id] => fresh with
            {
                Id = id,
                Created = present?.Id == id ? present.Created : own.Min(manifest => manifest.Started),
                IsEncrypted = isEncrypted,
                Passphrase = own.Select(manifest => manifest.Passphrase).LastOrDefault(settings => settings is not null)
                    ?? (present?.Id == id ? present.Passphrase : fresh.Passphrase),
            },
            [] when isEncrypted && manifests.First(manifest => manifest.Key is not null) is var stranger =>
                throw new WrongKeyException(
                    $"Set {stranger.Id}",
                    stranger.Key!,
                    keys.Ids,
                    stranger.Passphrase is not null
                ),
            [] => throw new ProvisioningException(
                $"No set in {store.Location} can be read, and from nothing else is it known which repository it is. "
                    + "Take the document repo.json from a copy of it."
            ),
            var several => throw new ProvisioningException(
                $"The sets in {store.Location} are of {several.Count} repositories: {string.Join(", ", several)}. Move "
                    + "those of all but one elsewhere, and run again."
            ),
        };
    }

    private bool IsOurs(BackupManifest manifest)
    {
        try
        {
            manifest.EnsureMadeBy(keys);
            return manifest.Key is not null;
        }
        catch (Exception error) when (error is WrongKeyException or BackupDamagedException)
        {
            return false;
        }
    }
}
