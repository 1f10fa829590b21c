using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Provisioning.Backup.Format;

namespace Provisioning.Backup.Repository;

/// <summary>Stores a part as pages: those that no pack has go into new packs, and leaves say where each lies. Packs are
/// compressed and sealed on all cores, and written one after the other.</summary>
/// <param name="stores">The stores to write to.</param>
/// <param name="key">The key; null for none.</param>
/// <param name="tag">Makes tags.</param>
/// <param name="known">The pages that are stored already.</param>
/// <param name="mostRemembered">After how many new pages those before are forgotten, so that a page like one of them is
/// stored once more. With 64 bytes for each, the default takes 256 MiB for 16 GiB of different pages.</param>
internal sealed class PageWriter(
    Destinations stores,
    BackupKey? key,
    Func<ReadOnlySpan<byte>, UInt128> tag,
    PageIndex known,
    int mostRemembered = 4 << 20
) : WriteOnlyStream
{
    // Each holds a pack twice.
    private static readonly int MostWaiting = Math.Clamp(Environment.ProcessorCount, 2, 8);

    private readonly Dictionary<UInt128, PageLocation> _added = [];
    private readonly Dictionary<string, ManifestObject> _shared = new(StringComparer.Ordinal);
    private readonly List<ManifestObject> _written = [];
    private readonly List<PageEntry> _entries = [];
    private readonly List<string> _leaves = [];
    private readonly Queue<Task> _waiting = new();
    private readonly IncrementalHash _pages = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _page = new byte[PageLayout.Page];
    private RentedBytes _pack = NewPack();
    private Task _writing = Task.CompletedTask;
    private UInt128 _packId = PageLayout.NewId();
    private long _bytes;
    private int _filled;
    private int _packed;

    /// <summary>The objects that were written. All of them once the writer is disposed.</summary>
    public IReadOnlyList<ManifestObject> Written => _written;

    /// <summary>The objects of earlier sets that it needs.</summary>
    public IEnumerable<ManifestObject> Shared => _shared.Values;

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        _bytes += buffer.Length;
        while (buffer.Length > 0)
        {
            if (_filled == 0 && buffer.Length >= PageLayout.Page)
            {
                await AddPageAsync(buffer[..PageLayout.Page], cancellationToken);
                buffer = buffer[PageLayout.Page..];
                continue;
            }

            var taken = Math.Min(buffer.Length, PageLayout.Page - _filled);
            buffer[..taken].CopyTo(_page.AsMemory(_filled));
            _filled += taken;
            buffer = buffer[taken..];
            if (_filled == PageLayout.Page)
            {
                _filled = 0;
                await AddPageAsync(_page, cancellationToken);
            }
        }
    }

    /// <summary>Stores what is left.</summary>
    /// <returns>How the part is kept.</returns>
    public async Task<StoredPart> FinishAsync(string name, CancellationToken token)
    {
        if (_filled > 0)
        {
            _page.AsSpan(_filled).Clear();
            await AddPageAsync(_page, token);
        }

        await WritePackAsync(token);
        await WriteLeafAsync(token);
        await _writing;
        return new(name, _bytes) { Pages = Convert.ToHexStringLower(_pages.GetCurrentHash()), Leaves = [.. _leaves] };
    }

    public override async ValueTask DisposeAsync()
    {
        // Wait for pending uploads before deleting.
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _pages.Dispose();
        _pack.Dispose();
        await base.DisposeAsync();
    }

    private async Task AddPageAsync(ReadOnlyMemory<byte> page, CancellationToken token)
    {
        var id = tag(page.Span);
        PageLayout.AppendTag(_pages, id);
        if (known.TryFind(id, out var at))
        {
            var pack = PageLayout.PackName(at.Pack);
            _shared[pack] = known.Object(pack);
        }
        else
        {
            ref var added = ref CollectionsMarshal.GetValueRefOrAddDefault(_added, id, out var isThere);
            if (!isThere)
            {
                added = new(_packId, (ushort)_packed);
                page.Span.CopyTo(_pack.Span[(_packed++ * PageLayout.Page)..]);
            }

            at = added;
            if (_added.Count > mostRemembered)
            {
                _added.Clear();
                _added[id] = at;
            }
        }

        _entries.Add(new(id, at));
        if (_packed == PageLayout.PerPack)
        {
            await WritePackAsync(token);
        }

        if (_entries.Count == PageLayout.PerLeaf)
        {
            await WriteLeafAsync(token);
        }
    }

    private async Task WritePackAsync(CancellationToken token)
    {
        if (_packed == 0)
        {
            return;
        }

        var (id, pages) = (_packId, _pack.Cut(_packed * PageLayout.Page));
        (_packId, _pack, _packed) = (PageLayout.NewId(), NewPack(), 0);
        await QueueAsync(PageLayout.PackName(id), pages, isCompressed: true, token);
    }

    private async Task WriteLeafAsync(CancellationToken token)
    {
        if (_entries.Count == 0)
        {
            return;
        }

        var bytes = PageLayout.WriteLeaf(_entries);
        _entries.Clear();
        if (known.FindLeaf(tag(bytes)) is { } same)
        {
            _shared[PageLayout.LeafName(same)] = known.Object(PageLayout.LeafName(same));
            _leaves.Add(same);
            return;
        }

        var id = $"{PageLayout.NewId():x32}";
        var leaf = new RentedBytes(bytes.Length);
        bytes.CopyTo(leaf.Span);
        await QueueAsync(PageLayout.LeafName(id), leaf, isCompressed: false, token);
        _leaves.Add(id);
    }

    // Returns when there is room for another; what went wrong with an earlier one is thrown here at the latest with the
    // next but few.
    private async Task QueueAsync(string name, RentedBytes payload, bool isCompressed, CancellationToken token)
    {
        var sealing = Task.Run(
            () =>
            {
                using (payload)
                {
                    return ContainerWriter.Seal(payload.Span, key, isCompressed);
                }
            },
            token
        );
        _writing = WriteAsync(_writing, name, sealing, token);
        _waiting.Enqueue(_writing);
        if (_waiting.Count > MostWaiting)
        {
            await _waiting.Dequeue();
        }
    }

    private async Task WriteAsync(Task before, string name, Task<RentedBytes> sealing, CancellationToken token)
    {
        await before;
        using var container = await sealing;
        _written.Add(await ObjectWriter.WriteAsync(stores, name, tag: null, container.Memory, token));
    }

    private static RentedBytes NewPack() => new(PageLayout.PerPack * PageLayout.Page);
}
