namespace Provisioning.Backup.Repository;

/// <summary>The pages that an earlier set has, and that a new one need not store again.</summary>
internal sealed class PageIndex
{
    private readonly Dictionary<UInt128, PageLocation> _pages = [];
    private readonly Dictionary<UInt128, string> _leaves = [];
    private readonly Dictionary<string, ManifestObject> _objects;

    private PageIndex(Dictionary<string, ManifestObject> objects) => _objects = objects;

    /// <summary>No pages.</summary>
    public static PageIndex Empty { get; } = new(new(StringComparer.Ordinal));

    /// <summary>The pages of a set, those left out whose objects are not in all the stores.</summary>
    /// <param name="reader">Reads the set.</param>
    /// <param name="manifest">The set's manifest.</param>
    /// <param name="stores">The stores.</param>
    /// <param name="tag">Makes tags.</param>
    /// <param name="token">Cancels the operation.</param>
    public static async Task<PageIndex> LoadAsync(
        BackupRepository reader,
        BackupManifest manifest,
        Destinations stores,
        Func<ReadOnlySpan<byte>, UInt128> tag,
        CancellationToken token
    )
    {
        var present = manifest.Objects.ToDictionary(item => item.Name, StringComparer.Ordinal);
        await stores.EachAsync(async store =>
        {
            var there = await BackupRepository.SizesAsync(store, ["packs/", "leaves/"], token);
            foreach (var item in manifest.Objects.Where(item => there.GetValueOrDefault(item.Name, -1) != item.Bytes))
            {
                present.Remove(item.Name);
            }
        });
        var index = new PageIndex(present);
        foreach (
            var leaf in (await reader.ReadReportAsync(manifest, token)).Parts.SelectMany(part => part.Leaves ?? [])
        )
        {
            var bytes = await reader.ReadLeafAsync(manifest, leaf, token);
            var pages = PageLayout
                .ReadLeaf(bytes, PageLayout.LeafName(leaf))
                .Where(page => present.ContainsKey(PageLayout.PackName(page.At.Pack)))
                .ToList();
            foreach (var page in pages)
            {
                index._pages.TryAdd(page.Tag, page.At);
            }

            if (present.ContainsKey(PageLayout.LeafName(leaf)))
            {
                index._leaves.TryAdd(tag(bytes), leaf);
            }
        }

        return index;
    }

    /// <summary>The location of the page with this tag.</summary>
    public bool TryFind(UInt128 tag, out PageLocation at) => _pages.TryGetValue(tag, out at);

    /// <summary>The leaf with these bytes; null for none.</summary>
    public string? FindLeaf(UInt128 tag) => _leaves.GetValueOrDefault(tag);

    /// <summary>The object of that name, which is in all the stores.</summary>
    public ManifestObject Object(string name) => _objects[name];
}
