using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Provisioning.Backup.Format;

namespace Provisioning.Backup.Repository;

/// <summary>The location of a page.</summary>
/// <param name="Pack">The pack's id.</param>
/// <param name="Position">Its number in the pack.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PageLocation(UInt128 Pack, ushort Position);

/// <summary>A page of a part.</summary>
/// <param name="Tag">What tells its bytes from others.</param>
/// <param name="At">Its location.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PageEntry(UInt128 Tag, PageLocation At);

/// <summary>How pages are kept: packs of 2,048 pages of 4 KiB, and leaves that say for 1,024 pages each where they
/// lie.</summary>
internal static class PageLayout
{
    public const int Page = 4096;
    public const int PerPack = 2048;
    public const int PerLeaf = 1024;
    private const int Id = 16;
    private const int Entry = Id + 2 + 2;

    public const int MostLeafBytes = 4 + (PerLeaf * (Id + Entry));

    /// <summary>The name of the object that a pack is.</summary>
    public static string PackName(UInt128 id) => Name("packs", $"{id:x32}");

    /// <summary>The name of the object that a leaf is.</summary>
    public static string LeafName(string id) => Name("leaves", id);

    /// <summary>A new id.</summary>
    public static UInt128 NewId() => BinaryPrimitives.ReadUInt128BigEndian(RandomNumberGenerator.GetBytes(Id));

    /// <summary>Makes tags: with the repository's key, so that the store cannot tell whether a page that it guesses is
    /// there. Not for use by several threads at once.</summary>
    public static Func<ReadOnlySpan<byte>, UInt128> Tagger(BackupKey? key)
    {
        var hash = key is null
            ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256)
            : IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Derive([], "dbk1 page"u8));
        return bytes =>
        {
            Span<byte> to = stackalloc byte[SHA256.HashSizeInBytes];
            hash.AppendData(bytes);
            hash.GetHashAndReset(to);
            return BinaryPrimitives.ReadUInt128BigEndian(to);
        };
    }

    /// <summary>Adds a tag to the hash over all pages of a part in their order.</summary>
    public static void AppendTag(IncrementalHash hash, UInt128 tag)
    {
        Span<byte> bytes = stackalloc byte[Id];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, tag);
        hash.AppendData(bytes);
    }

    /// <summary>A leaf as bytes: its packs, then for each page its tag, its pack's number among these and its position
    /// there.</summary>
    public static byte[] WriteLeaf(IReadOnlyList<PageEntry> pages)
    {
        var packs = pages.Select(page => page.At.Pack).Distinct().ToList();
        var numbers = packs.Index().ToDictionary(pack => pack.Item, pack => pack.Index);
        var bytes = new byte[4 + (packs.Count * Id) + (pages.Count * Entry)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)packs.Count);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)pages.Count);
        var at = 4;
        foreach (var pack in packs)
        {
            BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(at), pack);
            at += Id;
        }

        foreach (var page in pages)
        {
            BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(at), page.Tag);
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at + Id), (ushort)numbers[page.At.Pack]);
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at + Id + 2), page.At.Position);
            at += Entry;
        }

        return bytes;
    }

    /// <summary>Reads a leaf.</summary>
    /// <exception cref="BackupDamagedException">It is none.</exception>
    public static IReadOnlyList<PageEntry> ReadLeaf(ReadOnlySpan<byte> bytes, string what)
    {
        var (packs, pages) =
            bytes.Length < 4
                ? (0, 0)
                : (BinaryPrimitives.ReadUInt16BigEndian(bytes), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
        if (bytes.Length != 4 + (packs * Id) + (pages * Entry) || pages is 0 or > PerLeaf)
        {
            throw new BackupDamagedException($"{what} is no list of pages.");
        }

        var entries = new PageEntry[pages];
        for (var i = 0; i < pages; i++)
        {
            var entry = bytes[(4 + (packs * Id) + (i * Entry))..];
            var (pack, position) = (
                BinaryPrimitives.ReadUInt16BigEndian(entry[Id..]),
                BinaryPrimitives.ReadUInt16BigEndian(entry[(Id + 2)..])
            );
            if (pack >= packs || position >= PerPack)
            {
                throw new BackupDamagedException($"{what} names a page that no pack has.");
            }

            entries[i] = new(
                BinaryPrimitives.ReadUInt128BigEndian(entry),
                new(BinaryPrimitives.ReadUInt128BigEndian(bytes[(4 + (pack * Id))..]), position)
            );
        }

        return entries;
    }

    private static string Name(string folder, string id) => $"{folder}/{id[..2]}/{id}.dbk";
}
