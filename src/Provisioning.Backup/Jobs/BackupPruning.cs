using Provisioning.Backup.Format;
using Provisioning.Backup.Repository;
using Provisioning.Backup.Stores;

namespace Provisioning.Backup.Jobs;

/// <summary>Deletes the sets that a policy does not keep, and what killed runs have left.</summary>
/// <param name="store">The repository's store.</param>
/// <param name="keys">Sign the record of what was pruned.</param>
/// <param name="time">The clock.</param>
public sealed class BackupPruning(BackupStore store, BackupKeyring keys, TimeProvider time)
{
    /// <summary>Whether sets that are missing, and that no prune has deleted, are taken for deleted. Else what they may
    /// need is left alone: the store may be a copy that is not finished, or be mounted in part.</summary>
    public bool IgnoresMissing { get; init; }

    /// <summary>Deletes what the policy does not keep, and then what no set needs any more. Before it deletes anything,
    /// the newest set of each system is read and compared with its hashes.</summary>
    /// <param name="policy">What is kept.</param>
    /// <param name="breaksLock">Whether locks of other runs are removed.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="RepositoryLockedException">Another run is changing the repository.</exception>
    /// <exception cref="BackupDamagedException">A newest set is damaged; nothing was deleted.</exception>
    public async Task<PruneReport> PruneAsync(PrunePolicy policy, bool breaksLock, CancellationToken token)
    {
        var repository = await BackupRepository.OpenAsync(store, keys, token);
        await using var held = await RepositoryLock.AcquireAsync(store, "prune", breaksLock, time, token);
        EnsureKey(repository);
        var sets = await repository.ListAsync(token);
        repository.EnsureKeyFitsOne(sets);
        var decisions = Plan(policy, sets, time.GetUtcNow());
        var going = decisions.Where(decision => !decision.IsKept).Select(decision => decision.Manifest).ToList();
        if (going.Count > 0)
        {
            await EnsureNewestAreWholeAsync(repository, decisions, token);
            await PruneRecords.WriteAsync(repository, going, time.GetUtcNow(), token);
            foreach (var manifest in going)
            {
                // Without its manifest it is no set; if this stops here, its objects are deleted by a later prune.
                await store.DeleteAsync(BackupManifest.NameOf(manifest.Id), token);
            }
        }

        return (await SweepAsync(repository, isDry: false, token)) with
        {
            Decisions = decisions,
        };
    }

    /// <summary>Deletes objects that belong to no set, and uploads that were begun more than a day ago.</summary>
    /// <param name="breaksLock">Whether locks of other runs are removed.</param>
    /// <param name="isDry">Whether to report what would be deleted, and delete nothing.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="RepositoryLockedException">Another run is changing the repository.</exception>
    public async Task<PruneReport> CollectAsync(bool breaksLock, bool isDry, CancellationToken token)
    {
        var repository = await BackupRepository.OpenAsync(store, keys, token);
        EnsureKey(repository);
        await using var held = await RepositoryLock.AcquireAsync(store, "gc", breaksLock, time, token);
        var report = await SweepAsync(repository, isDry, token);
        return isDry
            ? report
            : report with
            {
                Uploads = await store.CollectGarbageAsync(time.GetUtcNow() - TimeSpan.FromDays(1), token),
            };
    }

    /// <summary>Which sets the policy keeps. A set whose signature could not be checked or is wrong, or whose number
    /// does not follow on the others, is left alone: it is not deleted, and no other is deleted for it.</summary>
    /// <param name="policy">What is kept.</param>
    /// <param name="sets">The sets.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<PruneDecision> Plan(
        PrunePolicy policy,
        IReadOnlyList<BackupSet> sets,
        DateTimeOffset now
    )
    {
        var own = sets.Where(set => set.IsChecked).Select(set => set.Manifest).OfType<BackupManifest>().ToList();
        var highest = SetNumbers.Highest(own.Select(manifest => manifest.Sequence));
        return policy.Plan(own.Where(manifest => manifest.Sequence <= highest), now);
    }

    private void EnsureKey(BackupRepository repository)
    {
        if (repository.Info.IsEncrypted && keys.IsEmpty)
        {
            throw new ProvisioningException(
                $"The backups in {store.Location} are encrypted. What is needed is said by their manifests, whose "
                    + "signatures are checked before anything is deleted. Give the key with --key-file or "
                    + "--passphrase-file."
            );
        }
    }

    private static async Task EnsureNewestAreWholeAsync(
        BackupRepository repository,
        IReadOnlyList<PruneDecision> decisions,
        CancellationToken token
    )
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
                    throw new BackupDamagedException(
                        $"Nothing was pruned: the newest set of {newest.Manifest.System}, {newest.Manifest.Id}, is "
                            + $"damaged, and older ones may be the last that are whole. {error.Message} Make a new "
                            + $"backup first.",
                        error
                    );
                }
            }
        }
    }

    // A set whose manifest cannot be read or trusted may need any pack.
    private async Task<PruneReport> SweepAsync(BackupRepository repository, bool isDry, CancellationToken token)
    {
        var sets = await repository.ListAsync(token);
        repository.EnsureKeyFitsOne(sets);
        var needed = sets.SelectMany(set => set.Manifest?.Objects ?? [])
            .Select(item => item.Name)
            .ToHashSet(StringComparer.Ordinal);
        var ids = sets.Select(set => set.Id).ToHashSet(StringComparer.Ordinal);
        var missing = IgnoresMissing ? [] : await BackupVerification.MissingAsync(repository, sets, token);
        var isBlind = sets.Any(set => set.Manifest is null || !set.IsChecked);
        string[] folders =
            missing.Count > 0 ? []
            : isBlind ? ["sets/"]
            : ["sets/", "packs/", "leaves/"];
        var sizes = await BackupRepository.SizesAsync(store, folders, token);
        var orphans = sizes
            .Where(item =>
                !needed.Contains(item.Key) && !(item.Key.Split('/') is ["sets", var id, ..] && ids.Contains(id))
            )
            .ToList();
        foreach (var (name, _) in orphans.Where(_ => !isDry))
        {
            await store.DeleteAsync(name, token);
        }

        return new([], orphans.Count, orphans.Sum(item => item.Value), isBlind)
        {
            Missing = [.. missing.Select(SetNumbers.Text)],
        };
    }
}

/// <summary>The result of a prune or of garbage collection.</summary>
/// <param name="Decisions">Which sets were kept, and why.</param>
/// <param name="Objects">How many objects were deleted.</param>
/// <param name="Bytes">The bytes of the deleted objects.</param>
/// <param name="IsBlind">Whether packs and leaves were left alone, because a set whose manifest is damaged may need
/// them.</param>
public sealed record PruneReport(IReadOnlyList<PruneDecision> Decisions, int Objects, long Bytes, bool IsBlind)
{
    /// <summary>The sets that are missing, and that no prune has deleted, a sentence for each range; with any, no
    /// object was deleted that they may need.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>How many unfinished uploads were aborted.</summary>
    public int Uploads { get; init; }
}
