using System.Globalization;
using System.Security.Cryptography;
using Provisioning.Backup.Format;
using Provisioning.Backup.Repository;
using Provisioning.Backup.Stores;

namespace Provisioning.Backup.Jobs;

/// <summary>Writes one set.</summary>
internal sealed class SetWriter(
    Destinations destinations,
    IReadOnlyDictionary<BackupStore, BackupRepository> repositories,
    BackupRequest request,
    IReadOnlyList<RepositoryLock> locks,
    DateTimeOffset taken,
    TimeProvider time
)
{
    private readonly string _id = string.Create(
        CultureInfo.InvariantCulture,
        $"{taken:yyyyMMddTHHmmssZ}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}"
    );
    private readonly List<ManifestObject> _written = [];
    private readonly Dictionary<string, ManifestObject> _shared = new(StringComparer.Ordinal);
    private readonly List<StoredPart> _parts = [];
    private readonly HashSet<BackupStore> _published = [];

    private string? Tag => request.Tags.Count > 0 ? request.Tags[0] : null;

    private BackupRepository First => repositories[destinations.Healthy[0]];

    /// <summary>Writes everything, reads it back, and then writes the manifest.</summary>
    public async Task<BackupManifest> WriteAsync(string engine, BackupSnapshot snapshot, CancellationToken token)
    {
        var key = First.SigningKey();
        var (sequence, before) = await BeforeAsync(token);
        var parent = request.IsIncremental ? ParentIn(before, engine, key) : null;
        var tagger = PageLayout.Tagger(key);
        var known = parent is null
            ? PageIndex.Empty
            : await PageIndex.LoadAsync(First, parent, destinations, tagger, token);
        foreach (var part in snapshot.Parts)
        {
            _parts.Add(
                part.IsPaged
                    ? await WritePagesAsync(part, new PageWriter(destinations, key, tagger, known), token)
                    : await WriteWholeAsync(part, key, token)
            );
        }

        var contents = await snapshot.ContentsAsync();
        var report = RepositoryJson.Write(new SealedReport(contents, _parts), RepositoryJson.Default.SealedReport);
        _written.Add(
            await ObjectWriter.SealAsync(
                destinations,
                $"sets/{_id}/report.dbk",
                Tag,
                (key, IsCompressed: true, report.Length),
                (to, stop) => to.WriteAsync(report, stop).AsTask(),
                token
            )
        );
        await ReadBackAsync(token);
        var manifest = new BackupManifest(
            Format: 1,
            First.Info.Id,
            _id,
            sequence,
            before is [.., { Hash: var hash }] ? hash : null,
            request.System,
            contents.Engine,
            contents.EngineVersion,
            request.ToolVersion,
            contents.SchemaVersion,
            taken,
            time.GetUtcNow(),
            request.Tags,
            _shared.Count > 0 ? parent?.Id : null,
            request.Snapshot.WithoutSecrets,
            key?.Id,
            key?.Passphrase,
            _parts.Sum(part => part.Bytes),
            _written.Sum(item => item.Bytes),
            "OK",
            [.. _written, .. _shared.Values]
        );
        return await PublishAsync(manifest, key, token);
    }

    /// <summary>Deletes what was written, as far as the stores allow; the rest belongs to no set and is deleted by a
    /// later prune. A store that may have the manifest keeps all: the set there is whole.</summary>
    public async Task AbandonAsync(CancellationToken token)
    {
        using var patience = Patience.For(token);
        foreach (var store in destinations.Healthy.Except(_published))
        {
            try
            {
                foreach (var item in _written)
                {
                    await store.DeleteAsync(item.Name, patience.Token);
                }
            }
            catch (Exception error) when (error is BackupStoreException or OperationCanceledException)
            {
                // What made the run fail is the error to show.
            }
        }
    }

    // Once it is in one store, the others get it as well, unless they take longer than a signal leaves.
    private async Task<BackupManifest> PublishAsync(BackupManifest manifest, BackupKey? key, CancellationToken token)
    {
        var (name, bytes) = (BackupManifest.NameOf(_id), manifest.ToBytes(key));
        await using var writer = await ObjectWriter.BeginAsync(destinations, name, Tag, token);
        await writer.WriteAsync(bytes, token);
        foreach (var held in locks)
        {
            held.EnsureHeld();
        }

        token.ThrowIfCancellationRequested();
        using var patience = Patience.After(token);
        await destinations.EachAsync(async store =>
        {
            _published.Add(store);
            await writer.CompleteAsync(store, patience.Token);
            await RememberAsync(repositories[store], manifest, patience.Token);
        });
        return BackupManifest.Parse(bytes, _id, name);
    }

    // Without it the set is as good, and its loss would go unnoticed until there is a newer one.
    private async Task RememberAsync(BackupRepository repository, BackupManifest manifest, CancellationToken token)
    {
        try
        {
            await HeadRecords.WriteAsync(repository, manifest, time.GetUtcNow(), token);
        }
        catch (Exception error) when (error is BackupStoreException or OperationCanceledException)
        {
            // The next set's record takes its place.
        }
    }

    private async Task<StoredPart> WritePagesAsync(BackupPart part, PageWriter pages, CancellationToken token)
    {
        try
        {
            await using (pages)
            {
                await CopyAsync(part, pages, token);
                var stored = await pages.FinishAsync(part.Name, token);
                foreach (var item in pages.Shared)
                {
                    _shared[item.Name] = item;
                }

                return stored;
            }
        }
        finally
        {
            _written.AddRange(pages.Written);
        }
    }

    private async Task<StoredPart> WriteWholeAsync(BackupPart part, BackupKey? key, CancellationToken token)
    {
        StoredPart? stored = null;
        _written.Add(
            await ObjectWriter.SealAsync(
                destinations,
                $"sets/{_id}/{part.Name}.dbk",
                Tag,
                (key, !part.IsCompressed, part.Bytes),
                async (to, stop) =>
                {
                    await using var counting = new CountingStream(to);
                    await CopyAsync(part, counting, stop);
                    stored = new(part.Name, counting.Bytes) { Sha256 = counting.Hash() };
                },
                token
            )
        );
        return stored!;
    }

    private async Task CopyAsync(BackupPart part, Stream to, CancellationToken token)
    {
        await using var reporting =
            request.Progress is { } progress && part.Bytes > 0
                ? new ProgressStream(to, $"backup {part.Name}", part.Bytes, progress)
                : null;
        await part.CopyToAsync(reporting ?? to, token);
    }

    // What a store has confirmed is read once more: some keep other bytes than they were given.
    private async Task ReadBackAsync(CancellationToken token) =>
        await destinations.EachAsync(async store =>
        {
            foreach (var item in store.ReadsBack ? [] : _written)
            {
                await using var from = new CheckedStream(await store.OpenAsync(item.Name, token), item, store.Location);
                await from.CopyToAsync(Stream.Null, token);
            }
        });

    // The number of the next set, and the sets before it, the last one last.
    private async Task<(long Sequence, IReadOnlyList<BackupSet> Before)> BeforeAsync(CancellationToken token)
    {
        var next = 1L;
        IReadOnlyList<BackupSet> longest = [];
        await destinations.EachAsync(async store =>
        {
            var sets = await repositories[store].ListAsync(token);
            // What was written without the key decides nothing.
            var own = sets.Where(set => set is { Manifest: not null, IsChecked: true }).ToList();
            var (pruned, _, _) = await PruneRecords.ReadAsync(repositories[store], token);
            var (head, _, _) = await HeadRecords.ReadAsync(repositories[store], token);
            var last = SetNumbers.Highest(
                own.Select(set => set.Manifest!.Sequence).Concat(pruned).Append(head?.Sequence ?? 0)
            );
            if (longest.Count == 0 || last >= next)
            {
                longest = [.. own.Where(set => set.Manifest!.Sequence <= last)];
            }

            next = Math.Max(next, Math.Max(last, sets.Count) + 1);
        });
        return (next, longest);
    }

    private BackupManifest? ParentIn(IReadOnlyList<BackupSet> before, string engine, BackupKey? key) =>
        before
            .Select(set => set.Manifest!)
            .LastOrDefault(manifest =>
                manifest.System == request.System
                && manifest.Engine == engine
                && manifest.Key == key?.Id
                && manifest.IsWithoutSecrets == request.Snapshot.WithoutSecrets
            );
}
