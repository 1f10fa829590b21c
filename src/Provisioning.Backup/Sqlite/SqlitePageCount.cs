using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Provisioning.Backup.Sqlite;

/// <summary>Counts the pages of tables and indexes in a file without writers, as SQLite's dbstat does, which the
/// library is built without.</summary>
/// <param name="file">The file.</param>
internal sealed class SqlitePageCount(SafeFileHandle file)
{
    private const byte InteriorIndex = 2;
    private const byte InteriorTable = 5;
    private const byte LeafIndex = 10;
    private const byte LeafTable = 13;

    private byte[] _page = [];
    private int _usable;

    /// <summary>The bytes that the tree takes which begins on a page: pages of its own, and those that long values
    /// overflow to.</summary>
    public long BytesFrom(long root)
    {
        if (_page.Length == 0)
        {
            Begin();
        }

        var (pages, waiting, seen) = (0L, new Stack<long>([root]), new HashSet<long>());
        while (waiting.TryPop(out var number))
        {
            if (number > 0 && seen.Add(number) && Read(number))
            {
                pages += 1 + Overflowing(number, waiting);
            }
        }

        return pages * _page.Length;
    }

    private void Begin()
    {
        var header = new byte[100];
        RandomAccess.Read(file, header, 0);
        var size = BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(16));
        _page = new byte[size == 1 ? 65_536 : Math.Max(size, (ushort)512)];
        _usable = _page.Length - header[20];
    }

    private bool Read(long number)
    {
        var at = (number - 1) * _page.Length;
        return RandomAccess.Read(file, _page, at) == _page.Length;
    }

    // The pages below go on the stack; those that its cells overflow to are counted by their lengths alone.
    private long Overflowing(long number, Stack<long> waiting)
    {
        var start = number == 1 ? 100 : 0;
        var type = _page[start];
        var isInterior = type is InteriorIndex or InteriorTable;
        if (!isInterior && type is not (LeafIndex or LeafTable))
        {
            return 0;
        }

        var cells = BinaryPrimitives.ReadUInt16BigEndian(_page.AsSpan(start + 3));
        if (isInterior)
        {
            waiting.Push(BinaryPrimitives.ReadUInt32BigEndian(_page.AsSpan(start + 8)));
        }

        var overflowing = 0L;
        var pointers = start + (isInterior ? 12 : 8);
        for (var i = 0; i < cells && pointers + (2 * i) + 2 <= _page.Length; i++)
        {
            int cell = BinaryPrimitives.ReadUInt16BigEndian(_page.AsSpan(pointers + (2 * i)));
            if (isInterior && cell + 4 <= _page.Length)
            {
                waiting.Push(BinaryPrimitives.ReadUInt32BigEndian(_page.AsSpan(cell)));
                cell += 4;
            }

            overflowing += type == InteriorTable ? 0 : OverflowOf(Varint(cell), type == LeafTable);
        }

        return overflowing;
    }

    // How much of a payload stays on its page is in the file format's description, section 1.6.
    private long OverflowOf(long payload, bool isTable)
    {
        var most = isTable ? _usable - 35 : ((_usable - 12) * 64 / 255) - 23;
        if (payload <= most)
        {
            return 0;
        }

        var least = ((_usable - 12) * 32 / 255) - 23;
        var local = least + ((payload - least) % (_usable - 4));
        return (payload - (local <= most ? local : least) + _usable - 5) / (_usable - 4);
    }

    private long Varint(int at)
    {
        var value = 0L;
        for (var i = 0; i < 9 && at + i < _page.Length; i++)
        {
            var next = _page[at + i];
            value = i == 8 ? (value << 8) | next : (value << 7) | (next & 0x7FL);
            if (next < 0x80)
            {
                break;
            }
        }

        return value;
    }
}
