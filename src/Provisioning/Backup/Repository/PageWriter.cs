using System.Security.Cryptography;
using Provisioning.Backup.Sealing;

namespace Provisioning.Backup.Repository;

/// <summary>Stores a part as pages: those that no pack has go into new packs, and leaves say where each lies.</summary>
/// <param name="stores">Where to.</param>
/// <param name="key">The key; null for none.</param>
/// <param name="tag">Makes tags.</param>
/// <param name="known">The pages that are stored already.</param>
internal sealed class PageWriter(Destinations stores, BackupKey? key, Func<ReadOnlySpan<byte>, UInt128> tag, PageIndex known) : WriteOnlyStream
{
    private readonly Dictionary<UInt128, PageLocation> _added = [];
    private readonly Dictionary<string, ManifestObject> _shared = new(StringComparer.Ordinal);
    private readonly List<ManifestObject> _written = [];
    private readonly List<PageEntry> _entries = [];
    private readonly List<string> _leaves = [];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _page = new byte[PageLayout.Page];
    private readonly MemoryStream _pack = new();
    private UInt128 _packId = PageLayout.NewId();
    private long _bytes;
    private int _filled;

    /// <summary>The objects that were written.</summary>
    public IReadOnlyList<ManifestObject> Written => _written;

    /// <summary>The objects of earlier sets that it needs.</summary>
    public IEnumerable<ManifestObject> Shared => _shared.Values;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _hash.AppendData(buffer.Span);
        _bytes += buffer.Length;
        while (buffer.Length > 0)
        {
            var taken = Math.Min(buffer.Length, PageLayout.Page - _filled);
            buffer[..taken].CopyTo(_page.AsMemory(_filled));
            _filled += taken;
            buffer = buffer[taken..];
            if (_filled == PageLayout.Page)
            {
                await AddPageAsync(cancellationToken);
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
            await AddPageAsync(token);
        }

        await WritePackAsync(token);
        await WriteLeafAsync(token);
        return new(name, _bytes, Convert.ToHexStringLower(_hash.GetCurrentHash())) { Leaves = [.. _leaves] };
    }

    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        _pack.Dispose();
        base.Dispose(disposing);
    }

    private async Task AddPageAsync(CancellationToken token)
    {
        _filled = 0;
        var id = tag(_page);
        if (known.TryFind(id, out var at))
        {
            var pack = PageLayout.PackName(at.Pack);
            _shared[pack] = known.Object(pack);
        }
        else if (!_added.TryGetValue(id, out at))
        {
            at = _added[id] = new(_packId, (ushort)(_pack.Length / PageLayout.Page));
            _pack.Write(_page);
        }

        _entries.Add(new(id, at));
        if (_pack.Length == PageLayout.PerPack * PageLayout.Page)
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
        if (_pack.Length == 0)
        {
            return;
        }

        _written.Add(await ObjectWriter.SealAsync(
            stores, PageLayout.PackName(_packId), tag: null, (key, IsCompressed: true), to => to.WriteAsync(_pack.GetBuffer().AsMemory(0, (int)_pack.Length), token).AsTask(), token));
        _pack.SetLength(0);
        _packId = PageLayout.NewId();
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
        _written.Add(await ObjectWriter.SealAsync(stores, PageLayout.LeafName(id), tag: null, (key, IsCompressed: false), to => to.WriteAsync(bytes, token).AsTask(), token));
        _leaves.Add(id);
    }
}
