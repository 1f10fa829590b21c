using Provisioning.Backup.Format;
using Provisioning.Backup.Repository;
using Provisioning.Backup.Stores;

namespace Provisioning.Backup.Jobs;

/// <summary>Backs a database up into one or more stores at once.</summary>
/// <param name="stores">The stores. The first is where pages of earlier sets are looked for.</param>
/// <param name="keys">Seal it; none: it is not encrypted.</param>
/// <param name="time">The clock.</param>
public sealed class BackupCreation(IReadOnlyList<BackupStore> stores, BackupKeyring keys, TimeProvider time)
{
    /// <summary>Makes a set. It is in a store when its manifest is, and then it is whole; a store that fails on the way
    /// does not have it.</summary>
    /// <exception cref="RepositoryLockedException">Another run is changing one of the repositories.</exception>
    /// <exception cref="ProvisioningException">The database cannot be read, or no store took it.</exception>
    public async Task<CreatedBackup> RunAsync(BackupEngine engine, BackupRequest request, CancellationToken token)
    {
        var destinations = new Destinations(stores);
        var started = time.GetUtcNow();
        var repositories = new Dictionary<BackupStore, BackupRepository>();
        var locks = new List<RepositoryLock>();
        try
        {
            await destinations.EachAsync(async store =>
                locks.Add(await RepositoryLock.AcquireAsync(store, "create", request.BreaksLock, time, token))
            );
            await OpenAsync(destinations, repositories, RepositoryInfo.Make(started, !keys.IsEmpty), token);
            await using var snapshot = await engine.SnapshotAsync(request.Snapshot, token);
            var writing = new SetWriter(destinations, repositories, request, locks, taken: time.GetUtcNow(), time);
            try
            {
                var manifest = await writing.WriteAsync(engine.Name, snapshot, token);
                return new(manifest, await snapshot.ContentsAsync(), destinations.Failures);
            }
            catch
            {
                await writing.AbandonAsync(token);
                throw;
            }
        }
        finally
        {
            foreach (var held in locks)
            {
                await held.DisposeAsync();
            }
        }
    }

    // A store without a repository gets that of the others.
    private async Task OpenAsync(
        Destinations destinations,
        Dictionary<BackupStore, BackupRepository> repositories,
        RepositoryInfo fresh,
        CancellationToken token
    )
    {
        await destinations.EachAsync(async store =>
        {
            if (await BackupRepository.FindAsync(store, keys, token) is { } found)
            {
                repositories[store] = found;
            }
        });
        if (repositories.Values.Select(repository => repository.Info.Id).Distinct(StringComparer.Ordinal).Count() > 1)
        {
            throw new ProvisioningException(
                $"{string.Join(" and ", repositories.Keys.Select(store => store.Location))} hold repositories of "
                    + $"their own, and no set can belong to both. Back up to each by itself."
            );
        }

        var info = repositories.Values.FirstOrDefault()?.Info ?? fresh;
        await destinations.EachAsync(async store =>
            repositories[store] = repositories.GetValueOrDefault(store)
                ?? await BackupRepository.CreateAsync(store, info, keys, token)
        );
        if (info.IsEncrypted && keys.IsEmpty)
        {
            throw new ProvisioningException(
                $"The backups in {destinations.Healthy[0].Location} are encrypted. Give the key with --key-file or "
                    + $"--passphrase-file, or choose another place for those that are not."
            );
        }
    }
}

/// <summary>What to back up, and as what.</summary>
/// <param name="System">The system's name.</param>
/// <param name="Snapshot">What the snapshot is to have in it.</param>
public sealed record BackupRequest(string System, SnapshotRequest Snapshot)
{
    /// <summary>What the set is kept as.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether pages that an earlier set has are left out. Parts that are no files of pages, such as
    /// PostgreSQL's dumps, are stored whole all the same.</summary>
    public bool IsIncremental { get; init; }

    /// <summary>Whether locks of other runs are removed.</summary>
    public bool BreaksLock { get; init; }

    /// <summary>Receives the progress; null for none.</summary>
    public IProgress<BackupProgress>? Progress { get; init; }

    /// <summary>The version of the program, for the manifest.</summary>
    public string ToolVersion { get; init; } = $"{typeof(BackupRequest).Assembly.GetName().Version?.ToString(3)}";
}

/// <summary>A set that was made.</summary>
/// <param name="Manifest">Its manifest.</param>
/// <param name="Contents">What is in it.</param>
/// <param name="Failures">The stores that it is not in, where it should be; with any, the set is degraded.</param>
public sealed record CreatedBackup(
    BackupManifest Manifest,
    BackupContents Contents,
    IReadOnlyList<StoreFailure> Failures
);
