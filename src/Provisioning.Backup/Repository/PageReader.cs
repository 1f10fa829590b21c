using System.Security.Cryptography;
using Provisioning.Backup.Format;

namespace Provisioning.Backup.Repository;

/// <summary>Puts a part together from its pages. Each pack is read once for so many leaves, whatever the order of the
/// pages.</summary>
/// <param name="repository">The repository.</param>
/// <param name="manifest">The set.</param>
/// <param name="part">The part.</param>
/// <param name="leavesAtOnce">How many leaves are in memory at a time, with 32 KiB for each: the default is 16 GiB of
/// the part, in 128 MiB.</param>
internal sealed class PageReader(
    BackupRepository repository,
    BackupManifest manifest,
    StoredPart part,
    int leavesAtOnce = 4096
)
{
    private long _number;

    private readonly HashSet<string> _listed = manifest
        .Objects.Select(item => item.Name)
        .ToHashSet(StringComparer.Ordinal);

    private readonly Func<ReadOnlySpan<byte>, UInt128> _tag = PageLayout.Tagger(repository.KeyOf(manifest));

    /// <summary>Writes the part, each page at its place, and checks every byte.</summary>
    /// <param name="to">The stream to write to; <see cref="Stream.Null"/> to check the pages alone.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="BackupDamagedException">A page is not what was stored.</exception>
    public async Task CopyToAsync(Stream to, CancellationToken token)
    {
        if (to != Stream.Null)
        {
            to.SetLength(part.Bytes);
        }

        _number = 0;
        using var pages = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var leaves in part.Leaves!.Chunk(leavesAtOnce))
        {
            await CopyAsync(await PacksAsync(leaves, pages, token), to, token);
        }

        if (_number != Pages)
        {
            throw WrongNumber();
        }

        if (part.Pages is not null && Convert.ToHexStringLower(pages.GetCurrentHash()) != part.Pages)
        {
            throw new BackupDamagedException(
                $"The lists of pages of {part.Name} are not those that it had, or not in their order."
            );
        }

        await EnsureSameAsync(to, token);
    }

    // A leaf can name as many packs as pages, each of which takes memory.
    private void EnsureListed(string pack)
    {
        if (!_listed.Contains(pack))
        {
            throw new BackupDamagedException(
                $"Set {manifest.Id} needs {pack}, and its manifest does not list it."
            );
        }
    }

    private long Pages => (part.Bytes + PageLayout.Page - 1) / PageLayout.Page;

    private BackupDamagedException WrongNumber() =>
        new($"{part.Name} has other pages than those of {part.Bytes:N0} bytes: {_number:N0} of {Pages:N0}.");

    private async Task CopyAsync(
        IReadOnlyList<(UInt128 Pack, List<(ushort Position, long Number, UInt128 Tag)> Wanted)> packs,
        Stream to,
        CancellationToken token
    )
    {
        var (page, done) = (new byte[PageLayout.Page], _number - packs.Sum(pack => pack.Wanted.Count));
        foreach (var (pack, wanted) in packs)
        {
            var name = PageLayout.PackName(pack);
            await using var from = await repository.OpenAsync(
                manifest,
                name,
                PageLayout.PerPack * PageLayout.Page,
                token
            );
            var next = 0;
            for (
                var position = 0;
                await from.ReadAtLeastAsync(page, page.Length, throwOnEndOfStream: false, token) is > 0;
                position++
            )
            {
                for (; next < wanted.Count && wanted[next].Position == position; next++)
                {
                    if (_tag(page) != wanted[next].Tag)
                    {
                        throw new BackupDamagedException(
                            $"Page {wanted[next].Number} of {part.Name} is not what was stored."
                        );
                    }

                    await WriteAsync(to, wanted[next].Number * PageLayout.Page, page, token);
                }
            }

            done += wanted.Count;
            repository.Progress?.Report(
                new($"restore {part.Name}", Math.Min(done * PageLayout.Page, part.Bytes), part.Bytes)
            );
            if (next < wanted.Count)
            {
                throw new BackupDamagedException($"{name} has fewer pages than are looked for in it.");
            }
        }
    }

    private async Task WriteAsync(Stream to, long at, byte[] page, CancellationToken token)
    {
        if (to == Stream.Null)
        {
            return;
        }

        if (to.Position != at)
        {
            to.Position = at;
        }

        await to.WriteAsync(page.AsMemory(0, (int)Math.Min(page.Length, part.Bytes - at)), token);
    }

    // What went to the disk is what was given to it; and in a set that says nothing of its pages' order, each may be
    // right and in the wrong place.
    private async Task EnsureSameAsync(Stream to, CancellationToken token)
    {
        if (to == Stream.Null)
        {
            return;
        }

        await to.FlushAsync(token);
        to.Position = 0;
        if (
            part.Sha256 is { } whole
                ? Convert.ToHexStringLower(await SHA256.HashDataAsync(to, token)) != whole
                : await PagesOfAsync(to, token) != part.Pages
        )
        {
            throw new BackupDamagedException($"{part.Name} as put together from its pages is not what was backed up.");
        }
    }

    private async Task<string> PagesOfAsync(Stream from, CancellationToken token)
    {
        using var pages = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var page = new byte[PageLayout.Page];
        while (await from.ReadAtLeastAsync(page, page.Length, throwOnEndOfStream: false, token) is > 0 and var read)
        {
            page.AsSpan(read).Clear();
            PageLayout.AppendTag(pages, _tag(page));
        }

        return Convert.ToHexStringLower(pages.GetCurrentHash());
    }

    // By pack, in the order in which they are first needed; within a pack by position.
    private async Task<
        IReadOnlyList<(UInt128 Pack, List<(ushort Position, long Number, UInt128 Tag)> Wanted)>
    > PacksAsync(string[] leaves, IncrementalHash pages, CancellationToken token)
    {
        var found = new Dictionary<UInt128, List<(ushort Position, long Number, UInt128 Tag)>>();
        var order = new List<UInt128>();
        foreach (var leaf in leaves)
        {
            foreach (
                var page in PageLayout.ReadLeaf(
                    await repository.ReadLeafAsync(manifest, leaf, token),
                    PageLayout.LeafName(leaf)
                )
            )
            {
                if (!found.TryGetValue(page.At.Pack, out var wanted))
                {
                    EnsureListed(PageLayout.PackName(page.At.Pack));
                    found[page.At.Pack] = wanted = [];
                    order.Add(page.At.Pack);
                }

                wanted.Add((page.At.Position, _number++, page.Tag));
                PageLayout.AppendTag(pages, page.Tag);
            }
        }

        // Before any of them is written beyond the end.
        if (_number > Pages)
        {
            throw WrongNumber();
        }

        foreach (var wanted in found.Values)
        {
            wanted.Sort((a, b) => a.Position.CompareTo(b.Position));
        }

        return [.. order.Select(pack => (pack, found[pack]))];
    }
}
