using Provisioning.Backup.Format;
using Provisioning.Backup.Repository;
using Provisioning.Backup.Stores;

namespace Provisioning.Backup.Jobs;

/// <summary>Takes sets away by a policy, and what runs that were killed have left.</summary>
/// <param name="store">The repository's store.</param>
/// <param name="keys">Sign the record of what was pruned.</param>
/// <param name="time">The clock.</param>
public sealed class RepositoryCleaning(BackupStore store, BackupKeyring keys, TimeProvider time)
{
    /// <summary>Takes away what the policy does not keep, and then what no set needs any more. Before it takes anything, the newest set of each system is read
    /// and held against its hashes.</summary>
    /// <param name="policy">What is kept.</param>
    /// <param name="breaksLock">Whether locks of others are taken away.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="RepositoryLockedException">Somebody else is changing the repository.</exception>
    /// <exception cref="BackupDamagedException">A newest set is damaged; nothing was taken.</exception>
    public async Task<CleaningReport> PruneAsync(PrunePolicy policy, bool breaksLock, CancellationToken token)
    {
        var repository = await BackupRepository.OpenAsync(store, keys, token);
        await using var held = await RepositoryLock.AcquireAsync(store, "prune", breaksLock, time, token);
        if (repository.Info.IsEncrypted && keys.IsEmpty)
        {
            throw new ProvisioningException($"The backups in {store.Location} are encrypted, and what is pruned is signed, so that it can be told from what somebody took. Give the key with --key-file or --passphrase-file.");
        }

        var decisions = policy.Plan((await repository.ListAsync(token)).Select(set => set.Manifest).OfType<BackupManifest>(), time.GetUtcNow());
        var going = decisions.Where(decision => !decision.IsKept).Select(decision => decision.Manifest).ToList();
        if (going.Count > 0)
        {
            await EnsureNewestAreWholeAsync(repository, decisions, token);
            await PruneRecords.WriteAsync(repository, going, time.GetUtcNow(), token);
            foreach (var manifest in going)
            {
                // Without its manifest it is no set; what is left of it if this stops here is swept up later.
                await store.DeleteAsync(BackupManifest.NameOf(manifest.Id), token);
            }
        }

        return (await SweepAsync(repository, token)) with { Decisions = decisions };
    }

    /// <summary>Takes away objects that belong to no set, and uploads that were begun more than a day ago.</summary>
    /// <param name="breaksLock">Whether locks of others are taken away.</param>
    /// <param name="isDry">Whether to say what would go, and leave it.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="RepositoryLockedException">Somebody else is changing the repository.</exception>
    public async Task<CleaningReport> CollectAsync(bool breaksLock, bool isDry, CancellationToken token)
    {
        var repository = await BackupRepository.OpenAsync(store, keys, token);
        await using var held = await RepositoryLock.AcquireAsync(store, "gc", breaksLock, time, token);
        var report = await SweepAsync(repository, token, isDry);
        return isDry ? report : report with { Uploads = await store.CollectGarbageAsync(time.GetUtcNow() - TimeSpan.FromDays(1), token) };
    }

    private static async Task EnsureNewestAreWholeAsync(BackupRepository repository, IReadOnlyList<PruneDecision> decisions, CancellationToken token)
    {
        foreach (var newest in decisions.Where(decision => decision.Reasons.Contains("newest", StringComparer.Ordinal)))
        {
            foreach (var item in newest.Manifest.Objects)
            {
                try
                {
                    await using var from = await repository.OpenRawAsync(item, token);
                    await from.CopyToAsync(Stream.Null, token);
                }
                catch (Exception error) when (error is BackupDamagedException or BackupStoreException)
                {
                    throw new BackupDamagedException($"Nothing was pruned: the newest set of {newest.Manifest.System}, {newest.Manifest.Id}, is damaged, and older ones may be the last that are whole. {error.Message} Make a new backup first.", error);
                }
            }
        }
    }

    // A manifest that cannot be read may need any pack.
    private async Task<CleaningReport> SweepAsync(BackupRepository repository, CancellationToken token, bool isDry = false)
    {
        var sets = await repository.ListAsync(token);
        var needed = sets.SelectMany(set => set.Manifest?.Objects ?? []).Select(item => item.Name).ToHashSet(StringComparer.Ordinal);
        var ids = sets.Select(set => set.Id).ToHashSet(StringComparer.Ordinal);
        var isBlind = sets.Any(set => set.Manifest is null);
        var sizes = await BackupRepository.SizesAsync(store, isBlind ? ["sets/"] : ["sets/", "packs/", "leaves/"], token);
        var orphans = sizes.Where(item => !needed.Contains(item.Key) && !(item.Key.Split('/') is ["sets", var id, ..] && ids.Contains(id))).ToList();
        foreach (var (name, _) in orphans.Where(_ => !isDry))
        {
            await store.DeleteAsync(name, token);
        }

        return new([], orphans.Count, orphans.Sum(item => item.Value), isBlind);
    }
}

/// <summary>What was taken away.</summary>
/// <param name="Decisions">What became of each set.</param>
/// <param name="Objects">How many objects.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="IsBlind">Whether packs and leaves were left alone, because a set whose manifest is damaged may need them.</param>
public sealed record CleaningReport(IReadOnlyList<PruneDecision> Decisions, int Objects, long Bytes, bool IsBlind)
{
    /// <summary>How many uploads that were begun and not ended.</summary>
    public int Uploads { get; init; }
}
