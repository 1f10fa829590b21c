using System.Buffers.Binary;

namespace Provisioning.Seeding;

/// <summary>A stream of random numbers per row: the same seed number, name and row give the same numbers on every
/// machine, in any order and on any thread.</summary>
public readonly struct RandomSource
{
    private readonly ulong _key;

    /// <summary>The stream of that name.</summary>
    /// <param name="seed">The seed number.</param>
    /// <param name="name">What the numbers are for, so that two tables do not get the same ones:
    /// <c>towow/mock-agents</c>.</param>
    public RandomSource(long seed, string name)
    {
        // FNV-1a over the UTF-16 units, because string.GetHashCode differs from run to run.
        var hash = 0xCBF29CE484222325UL;
        foreach (var unit in name)
        {
            hash = (hash ^ unit) * 0x100000001B3UL;
        }

        _key = RowRandom.Mix(RowRandom.Mix((ulong)seed) ^ hash);
    }

    /// <summary>The numbers of a row.</summary>
    /// <param name="row">The row's number.</param>
    public RowRandom Row(long row) => new(_key ^ RowRandom.Mix((ulong)row));

    /// <summary>The UUID of a row, version 8 of RFC 9562. It differs for every row from 0 to 2³⁶ − 1, and sorts as the
    /// rows do, which spares an index the scattered writes of random keys.</summary>
    /// <param name="row">The row's number.</param>
    public Guid Id(long row)
    {
        var random = Row(row);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(
            bytes,
            (_key & 0xFFFFFF0000000000) | (((ulong)row >> 12) & 0xFFFFFF) << 16 | 0x8000 | ((ulong)row & 0xFFF)
        );
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (random.Next() >> 2) | 0x8000000000000000);
        return new(bytes, bigEndian: true);
    }
}
