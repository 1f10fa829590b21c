using Provisioning.Backup.Format;
using Provisioning.Backup.Repository;
using Provisioning.Backup.Stores;
using Provisioning.Databases;

namespace Provisioning.Backup.Jobs;

/// <summary>Looks through the sets of a repository, as deep as asked.</summary>
/// <param name="repository">The repository.</param>
/// <param name="engine">Says where sets are restored; null for the levels up to
/// <see cref="VerifyLevel.Decrypt"/>.</param>
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
        var (pruned, damage, _) = await PruneRecords.ReadAsync(repository, token);
        var (head, headDamage, _) = await HeadRecords.ReadAsync(repository, token);
        var found = new List<VerifyFinding>(damage.Concat(headDamage).Select(text => new VerifyFinding(null, text)));
        if (repository.IsFlagChanged)
        {
            found.Add(
                new(
                    null,
                    $"repo.json in {repository.Store.Location} says that nothing is encrypted, and there are encrypted "
                        + "sets: it was changed. `provision backup repair` writes it again."
                )
            );
        }

        found.AddRange(sets.Where(set => set.Damage is not null).Select(set => new VerifyFinding(set.Id, set.Damage!)));
        var known = sets.Where(set => set.Manifest is not null).ToList();
        var byNumber = known.ToLookup(set => set.Manifest!.Sequence);
        found.AddRange(
            Missing(sets, pruned, head)
                .Select(range => new VerifyFinding(
                    null,
                    $"{SetNumbers.Text(range)} from {repository.Store.Location}, and no prune has deleted "
                        + $"{(range.From == range.To ? "it" : "them")}."
                        + (
                            head is not null && range.To == head.Sequence
                                ? $" Set {head.Set} was the last that was made."
                                : ""
                        )
                ))
        );
        found.AddRange(byNumber.SelectMany(group => Twice([.. group]).Concat(Follows(group, byNumber[group.Key - 1]))));
        return found;
    }

    /// <summary>The numbers of sets that no prune has deleted and that are not there, in ranges. Sets whose manifest
    /// cannot be read are there.</summary>
    internal static async Task<IReadOnlyList<(long From, long To)>> MissingAsync(
        BackupRepository repository,
        IReadOnlyList<BackupSet> sets,
        CancellationToken token
    )
    {
        var (pruned, _, _) = await PruneRecords.ReadAsync(repository, token);
        var (head, _, _) = await HeadRecords.ReadAsync(repository, token);
        var missing = Missing(sets, pruned, head).ToList();
        return missing.Sum(range => range.To - range.From + 1) > sets.Count(set => set.Manifest is null) ? missing : [];
    }

    private static IEnumerable<(long From, long To)> Missing(
        IReadOnlyList<BackupSet> sets,
        IReadOnlySet<long> pruned,
        HeadRecord? head
    ) =>
        SetNumbers.Missing(
            sets.Select(set => set.Manifest?.Sequence).OfType<long>().Concat(pruned),
            head?.Sequence ?? 0
        );

    private static IEnumerable<VerifyFinding> Twice(IReadOnlyList<BackupSet> sets) =>
        sets.Count > 1 ? [new(sets[1].Id, $"Two sets have the number {sets[1].Manifest!.Sequence}.")] : [];

    private static IEnumerable<VerifyFinding> Follows(IEnumerable<BackupSet> here, IEnumerable<BackupSet> before) =>
        here.ToList() is [var set] && before.ToList() is [var last] && set.Manifest!.Previous != last.Hash
            ?
            [
                new(
                    set.Id,
                    $"The set before it, number {last.Manifest!.Sequence}, is not the one that was there when it was "
                        + "made."
                ),
            ]
            : [];

    /// <summary>Looks through one set.</summary>
    /// <exception cref="WrongKeyException">The level needs the set's key, and it is not at hand.</exception>
    public async Task<VerifiedSet> RunAsync(BackupManifest manifest, VerifyLevel level, CancellationToken token)
    {
        var start = time.GetTimestamp();
        var found = new List<string>();
        string? unseen = null;
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
                    await BackupEngines
                        .OfName(manifest.Engine)
                        .CheckPartsAsync(report.Contents, repository.PartsOf(manifest, report), token)
                );
                if (level >= VerifyLevel.Restore && found.Count == 0)
                {
                    if (manifest.Engine == engine?.Name)
                    {
                        found.AddRange(await RestoreAsync(manifest, report, token));
                    }
                    else
                    {
                        unseen =
                            $"It is of {manifest.Engine} and was not restored, because there is no {manifest.Engine} "
                            + "server to restore it on. Give one with --url.";
                    }
                }
            }
            catch (Exception error) when (error is BackupDamagedException or BackupStoreException)
            {
                found.Add(error.Message);
            }
            catch (ProvisioningException error) when (error is not WrongKeyException and not ConnectionFailedException)
            {
                unseen = error.Message;
            }
        }

        return new(manifest, found, time.GetElapsedTime(start)) { Unseen = unseen };
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
    ) =>
        await new TemporaryCopy(engine!).UseAsync(
            report.Contents,
            repository.PartsOf(manifest, report),
            async apart => (await check!.RunAsync(apart, report.Contents, token)).All,
            token
        );
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
    /// <summary>Why the set could not be looked into as deep as asked; null where it was. It need not be
    /// damaged.</summary>
    public string? Unseen { get; init; }

    /// <summary>Whether all was looked at and nothing is wrong.</summary>
    public bool IsWhole => Found.Count == 0 && Unseen is null;
}
