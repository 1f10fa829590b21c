using Provisioning.Backup.Format;
using Provisioning.Backup.Repository;
using Provisioning.Backup.Stores;
using Provisioning.Databases;

namespace Provisioning.Backup.Jobs;

/// <summary>Looks through the sets of a repository, as deep as asked.</summary>
/// <param name="repository">The repository.</param>
/// <param name="engine">Of the engine that the sets are of; null for the levels up to
/// <see cref="VerifyLevel.Hash"/>.</param>
/// <param name="check">Looks at restored databases; null for the levels up to
/// <see cref="VerifyLevel.Decrypt"/>.</param>
/// <param name="time">The clock.</param>
public sealed class BackupVerification(
    BackupRepository repository,
    BackupEngine? engine,
    RestoreCheck? check,
    TimeProvider time
)
{
    private readonly Dictionary<ManifestObject, string?> _hashed = [];

    /// <summary>What is wrong with the list of sets: manifests that cannot be read, sets that are missing from the
    /// sequence.</summary>
    public static async Task<IReadOnlyList<VerifyFinding>> ListAsync(
        BackupRepository repository,
        IReadOnlyList<BackupSet> sets,
        CancellationToken token
    )
    {
        var (pruned, damage) = await PruneRecords.ReadAsync(repository, token);
        var found = new List<VerifyFinding>(damage.Select(text => new VerifyFinding(null, text)));
        found.AddRange(sets.Where(set => set.Damage is not null).Select(set => new VerifyFinding(set.Id, set.Damage!)));
        var byNumber = sets.Where(set => set.Manifest is not null).ToLookup(set => set.Manifest!.Sequence);
        var highest = Math.Max(
            byNumber.Select(group => group.Key).DefaultIfEmpty().Max(),
            pruned.DefaultIfEmpty().Max()
        );
        for (var number = 1L; number <= highest; number++)
        {
            var (here, before) = (byNumber[number].ToList(), byNumber[number - 1].ToList());
            if (here.Count == 0 && !pruned.Contains(number))
            {
                found.Add(
                    new(
                        null,
                        $"Set number {number} is missing from {repository.Store.Location}, and no prune has deleted it."
                    )
                );
            }

            if (here.Count > 1)
            {
                found.Add(new(here[1].Id, $"Two sets have the number {number}."));
            }

            if (here.Count == 1 && before.Count == 1 && here[0].Manifest!.Previous != before[0].Hash)
            {
                found.Add(
                    new(
                        here[0].Id,
                        $"The set before it, number {number - 1}, is not the one that was there when it was made."
                    )
                );
            }
        }

        return found;
    }

    /// <summary>Looks through one set.</summary>
    /// <exception cref="WrongKeyException">The level needs the set's key, and it is not at hand.</exception>
    public async Task<VerifiedSet> RunAsync(BackupManifest manifest, VerifyLevel level, CancellationToken token)
    {
        var start = time.GetTimestamp();
        var found = new List<string>();
        if (level >= VerifyLevel.Presence)
        {
            found.AddRange(await MissingAsync(manifest, token));
        }

        if (level >= VerifyLevel.Hash)
        {
            foreach (var item in manifest.Objects)
            {
                if (await HashAsync(item, token) is { } damage)
                {
                    found.Add(damage);
                }
            }
        }

        if (level >= VerifyLevel.Decrypt && found.Count == 0)
        {
            try
            {
                var report = await repository.ReadReportAsync(manifest, token);
                found.AddRange(
                    manifest.Engine == engine!.Name
                        ? await engine.CheckPartsAsync(report.Contents, repository.PartsOf(manifest, report), token)
                        :
                        [
                            $"It is of {manifest.Engine}, and looked through as one of {engine.Name}. Give the --url "
                                + $"of a {manifest.Engine} database.",
                        ]
                );
                if (level >= VerifyLevel.Restore && found.Count == 0)
                {
                    found.AddRange(await RestoreAsync(manifest, report, token));
                }
            }
            catch (Exception error) when (error is BackupDamagedException or BackupStoreException)
            {
                found.Add(error.Message);
            }
        }

        return new(manifest, found, time.GetElapsedTime(start));
    }

    private async Task<IReadOnlyList<string>> MissingAsync(BackupManifest manifest, CancellationToken token)
    {
        var sizes = await BackupRepository.SizesAsync(
            repository.Store,
            ["packs/", "leaves/", $"sets/{manifest.Id}/"],
            token
        );
        return
        [
            .. manifest
                .Objects.Where(item => sizes.GetValueOrDefault(item.Name, -1) != item.Bytes)
                .Select(item =>
                    sizes.TryGetValue(item.Name, out var bytes)
                        ? $"{item.Name} has {bytes:N0} bytes, and had {item.Bytes:N0}."
                        : $"{item.Name} is missing."
                ),
        ];
    }

    // Objects that sets share are read once.
    private async Task<string?> HashAsync(ManifestObject item, CancellationToken token)
    {
        if (!_hashed.TryGetValue(item, out var damage))
        {
            try
            {
                await using var from = await repository.OpenRawAsync(item, token);
                await from.CopyToAsync(Stream.Null, token);
            }
            catch (Exception error) when (error is BackupDamagedException or BackupStoreException)
            {
                damage = error.Message;
            }

            _hashed[item] = damage;
        }

        return damage;
    }

    private async Task<IReadOnlyList<string>> RestoreAsync(
        BackupManifest manifest,
        SealedReport report,
        CancellationToken token
    )
    {
        var apart = engine!.Isolated();
        return await CleanUp.AfterAsync(
            async () =>
            {
                await apart.RestoreAsync(report.Contents, repository.PartsOf(manifest, report), token);
                return (await check!.RunAsync(apart, report.Contents, token)).All;
            },
            () => apart.DropAsync(CancellationToken.None)
        );
    }
}

/// <summary>How deep a set is looked into; each level does what those below it do.</summary>
public enum VerifyLevel
{
    /// <summary>Its manifest can be read, and none is missing between the sets. Needs no key.</summary>
    List = 0,

    /// <summary>Every object is there with its length. Needs no key.</summary>
    Presence = 1,

    /// <summary>Every object has its hash. Needs no key.</summary>
    Hash = 2,

    /// <summary>Everything can be decrypted and unpacked, and is what was backed up.</summary>
    Decrypt = 3,

    /// <summary>It is restored apart, and the database there is what was backed up.</summary>
    Restore = 4,
}

/// <summary>Something that is wrong with a repository.</summary>
/// <param name="Set">The set; null for the repository itself.</param>
/// <param name="Text">What is wrong.</param>
public sealed record VerifyFinding(string? Set, string Text);

/// <summary>A set that was looked through.</summary>
/// <param name="Manifest">Its manifest.</param>
/// <param name="Found">What is wrong with it, a sentence each.</param>
/// <param name="Duration">How long it took.</param>
public sealed record VerifiedSet(BackupManifest Manifest, IReadOnlyList<string> Found, TimeSpan Duration)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsWhole => Found.Count == 0;
}
