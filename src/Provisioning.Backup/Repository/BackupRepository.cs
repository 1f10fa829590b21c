using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Provisioning.Backup.Format;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.Stores;

namespace Provisioning.Backup.Repository;

/// <summary>The backups in one store.</summary>
public sealed partial class BackupRepository
{
    private readonly BackupKeyring _keys;

    /// <summary>The repository of such a document, which the store need not have.</summary>
    internal BackupRepository(BackupStore store, RepositoryInfo info, BackupKeyring keys) =>
        (Store, Info, _keys) = (store, info, keys);

    /// <summary>The store that holds the backups.</summary>
    public BackupStore Store { get; }

    /// <summary>What it is.</summary>
    public RepositoryInfo Info { get; }

    /// <summary>Whether its document says that it is not encrypted, while its sets are: the document was
    /// changed.</summary>
    public bool IsFlagChanged { get; private init; }

    /// <summary>Whether keys are at hand, so that signatures are checked.</summary>
    public bool HasKeys => !_keys.IsEmpty;

    /// <summary>Receives the progress of reading parts; null for none.</summary>
    public IProgress<BackupProgress>? Progress { get; set; }

    /// <summary>Opens the repository in a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="keys">The keys at hand; none are needed to list and to compare hashes.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="BackupStoreException">The store cannot be reached.</exception>
    /// <exception cref="BackupDamagedException">Its document was changed.</exception>
    /// <exception cref="ProvisioningException">There are no backups, or a key is given for backups that are not
    /// encrypted.</exception>
    public static async Task<BackupRepository> OpenAsync(
        BackupStore store,
        BackupKeyring keys,
        CancellationToken token
    ) =>
        await FindAsync(store, keys, token)
        ?? throw new ProvisioningException(
            $"There are no backups in {store.Location}. `provision backup create` makes the first."
        );

    /// <summary>Makes a repository in a store that has none.</summary>
    internal static async Task<BackupRepository> CreateAsync(
        BackupStore store,
        RepositoryInfo info,
        BackupKeyring keys,
        CancellationToken token
    )
    {
        await using var upload = await store.CreateAsync(RepositoryInfo.Name, token);
        await upload.WriteAsync(info.ToBytes(), token);
        await upload.CompleteAsync(token);
        return new(store, info, keys);
    }

    /// <summary>Opens the repository in a store; null where there is none.</summary>
    /// <exception cref="ProvisioningException">The store cannot be reached, or holds something else, or a key was given
    /// for what is not encrypted.</exception>
    public static async Task<BackupRepository?> FindAsync(
        BackupStore store,
        BackupKeyring keys,
        CancellationToken token
    )
    {
        if ((await SizesAsync(store, [RepositoryInfo.Name], token)).Count == 0)
        {
            await RepositoryRepair.EnsureEmptyAsync(store, token);
            return null;
        }

        var info = await RepositoryRepair.ReadAsync(store, token);
        var found = new BackupRepository(store, info, keys);
        // The document is not signed. What was sealed once shows that the repository is.
        if (!info.IsEncrypted && await found.HoldsSealedAsync(token))
        {
            return new(store, info with { IsEncrypted = true }, keys) { IsFlagChanged = true };
        }

        return info.IsEncrypted || keys.IsEmpty
            ? found
            : throw new ProvisioningException(
                $"Nothing in {store.Location} is encrypted, and a key was given. Choose another place for what is to "
                    + $"be encrypted. If this place had encrypted backups, they have been removed: trust "
                    + $"nothing in it."
            );
    }

    // Ids of keys prove nothing, but one who removes them all has removed what was there to protect.
    private async Task<bool> HoldsSealedAsync(CancellationToken token)
    {
        if ((await PruneRecords.ReadAsync(this, token)).IsSealed || (await HeadRecords.ReadAsync(this, token)).IsSealed)
        {
            return true;
        }

        await foreach (var id in SetIdsAsync(token))
        {
            if ((await ReadSetAsync(id, token)).Manifest?.Key is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The ids of the sets, in their order.</summary>
    internal async IAsyncEnumerable<string> SetIdsAsync([EnumeratorCancellation] CancellationToken token)
    {
        await foreach (var item in Store.ListAsync("sets/", token))
        {
            if (item.Name.Split('/') is [_, var id, "manifest.json"])
            {
                yield return id;
            }
        }
    }

    /// <summary>Every set, the first made first. One whose manifest cannot be read, belongs elsewhere or was not made
    /// with the key has no manifest here; where its key is not at hand, <see cref="BackupSet.IsChecked"/> says
    /// so.</summary>
    /// <exception cref="BackupStoreException">The store cannot be reached.</exception>
    public async Task<IReadOnlyList<BackupSet>> ListAsync(CancellationToken token)
    {
        var sets = new List<BackupSet>();
        // Incremental sets name the same objects over and over.
        var objects = new Dictionary<ManifestObject, ManifestObject>();
        ManifestObject Shared(ManifestObject item) =>
            CollectionsMarshal.GetValueRefOrAddDefault(objects, item, out _) ??= item;
        await foreach (var id in SetIdsAsync(token))
        {
            var set = Judge(await ReadSetAsync(id, token));
            sets.Add(
                set.Manifest is { } manifest
                    ? set with
                    {
                        Manifest = manifest with { Objects = [.. manifest.Objects.Select(Shared)] },
                    }
                    : set
            );
        }

        return [.. sets.OrderBy(set => set.Manifest?.Sequence ?? 0).ThenBy(set => set.Id, StringComparer.Ordinal)];
    }

    /// <summary>Reads what a set says of itself to those who have its key.</summary>
    /// <exception cref="BackupDamagedException">It is damaged, or not encrypted where everything is.</exception>
    /// <exception cref="WrongKeyException">Its key is not at hand.</exception>
    public async Task<SealedReport> ReadReportAsync(BackupManifest manifest, CancellationToken token)
    {
        EnsureTrusted(manifest);
        var name = $"sets/{manifest.Id}/report.dbk";
        await using var from = await OpenAsync(manifest, name, SealedReport.Most, token);
        var report = RepositoryJson.ReadSealed(
            await RepositoryJson.ReadAsync(from, SealedReport.Most, name, token),
            RepositoryJson.Default.SealedReport,
            name
        );
        return report.IsWhole ? report : throw new BackupDamagedException($"{name} lacks what every report has.");
    }

    /// <summary>The parts of a set.</summary>
    public BackupParts PartsOf(BackupManifest manifest, SealedReport report) =>
        new([.. report.Parts.Select(part => part.Name)], (name, to, token) =>
            CopyPartAsync(
                manifest,
                report.Parts.FirstOrDefault(part => part.Name == name)
                    ?? throw new BackupDamagedException($"Set {manifest.Id} has no part {name}."),
                to,
                token
            )
        );

    /// <summary>How large the objects in a store are, by name.</summary>
    internal static async Task<Dictionary<string, long>> SizesAsync(
        BackupStore store,
        IEnumerable<string> prefixes,
        CancellationToken token
    )
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var prefix in prefixes)
        {
            await foreach (var item in store.ListAsync(prefix, token))
            {
                sizes[item.Name] = item.Bytes;
            }
        }

        return sizes;
    }

    /// <summary>Opens an object of a set, checked against the manifest as it is read.</summary>
    /// <exception cref="BackupDamagedException">It is missing.</exception>
    internal async Task<Stream> OpenRawAsync(ManifestObject item, CancellationToken token)
    {
        try
        {
            return new CheckedStream(await Store.OpenAsync(item.Name, token), item, Store.Location);
        }
        catch (BackupStoreException error) when (error.Problem is StoreProblem.Missing)
        {
            throw new BackupDamagedException($"{item.Name} is missing from {Store.Location}.", error);
        }
    }

    /// <summary>Opens the payload of an object of a set.</summary>
    internal async Task<Stream> OpenAsync(BackupManifest manifest, string name, long most, CancellationToken token)
    {
        var item = manifest.Objects.FirstOrDefault(item => item.Name == name)
            ?? throw new BackupDamagedException($"Set {manifest.Id} needs {name}, and its manifest does not list it.");
        var from = await OpenRawAsync(item, token);
        try
        {
            return await ContainerReader.OpenAsync(
                from,
                manifest.Key is null ? BackupKeyring.Empty : _keys,
                $"{name} in {Store.Location}",
                most,
                token
            );
        }
        catch
        {
            await from.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads a leaf.</summary>
    internal async Task<byte[]> ReadLeafAsync(BackupManifest manifest, string id, CancellationToken token)
    {
        var name = PageLayout.LeafName(id);
        await using var from = await OpenAsync(manifest, name, PageLayout.MostLeafBytes, token);
        return await RepositoryJson.ReadAsync(from, PageLayout.MostLeafBytes, name, token);
    }

    /// <summary>Reads a manifest, whoever made it.</summary>
    internal async Task<BackupSet> ReadSetAsync(string id, CancellationToken token)
    {
        var name = BackupManifest.NameOf(id);
        var what = $"{name} in {Store.Location}";
        try
        {
            await using var from = await Store.OpenAsync(name, token);
            var bytes = await RepositoryJson.ReadAsync(from, BackupManifest.Most, what, token);
            return new(id, BackupManifest.Parse(bytes, id, what), Damage: null) { Hash = RepositoryJson.Hash(bytes) };
        }
        catch (Exception error)
            when (error is BackupDamagedException or BackupStoreException { Problem: StoreProblem.Missing })
        {
            return new(id, Manifest: null, error.Message);
        }
    }

    private async Task CopyPartAsync(BackupManifest manifest, StoredPart part, Stream to, CancellationToken token)
    {
        if (part.Leaves is not null)
        {
            await new PageReader(this, manifest, part).CopyToAsync(to, token);
            return;
        }

        var name = $"sets/{manifest.Id}/{part.Name}.dbk";
        await using var from = await OpenAsync(manifest, name, part.Bytes, token);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, done) = (new byte[1 << 17], 0L);
        while (await from.ReadAsync(buffer, token) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), token);
            Progress?.Report(new($"restore {part.Name}", done += read, part.Bytes));
        }

        if (Convert.ToHexStringLower(hash.GetCurrentHash()) != part.Sha256)
        {
            throw new BackupDamagedException($"{name} is not what was backed up.");
        }
    }
}

/// <summary>A set in a repository.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Manifest">What it says of itself; null where that cannot be read.</param>
/// <param name="Damage">Why not.</param>
public sealed record BackupSet(string Id, BackupManifest? Manifest, string? Damage)
{
    /// <summary>SHA-256 of its manifest.</summary>
    public string? Hash { get; init; }

    /// <summary>Whether its signature was checked, or there is none to check. False where its key is not at hand: who
    /// can write to the store may have made or changed it.</summary>
    public bool IsChecked { get; init; }
}
