namespace Provisioning.Masking.Rows;

/// <summary>A set that takes the same memory for any number of members, and now and then takes a stranger for
/// one.</summary>
internal sealed class BloomFilter
{
    private const int Probes = 10;

    // 128 MiB when full; the operating system gives pages as they are written.
    private const int Words = 1 << 24;

    private readonly ulong[] _bits = new ulong[Words];

    /// <summary>How many were added.</summary>
    public long Count { get; private set; }

    /// <summary>How likely it is that a stranger is taken for a member.</summary>
    public double FalseAlarm => Math.Pow(1 - Math.Exp(-(double)Probes * Count / (Words * 64.0)), Probes);

    /// <summary>Adds a member.</summary>
    /// <returns>Whether it was not taken for one before.</returns>
    public bool Add(ulong hash)
    {
        if (Has(hash))
        {
            return false;
        }

        Count++;
        for (var probe = 0; probe < Probes; probe++)
        {
            var (word, bit) = At(hash, probe);
            _bits[word] |= bit;
        }

        return true;
    }

    /// <summary>Whether it has the member.</summary>
    public bool Has(ulong hash)
    {
        for (var probe = 0; probe < Probes; probe++)
        {
            var (word, bit) = At(hash, probe);
            if ((_bits[word] & bit) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static (int Word, ulong Bit) At(ulong hash, int probe)
    {
        var place = Mix(hash + (ulong)probe * 0x9E3779B97F4A7C15UL);
        return ((int)(place >> 6 & Words - 1), 1UL << (int)(place & 63));
    }

    /// <summary>Spreads the bits of a number.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ value >> 27) * 0x94D049BB133111EBUL;
        return value ^ value >> 31;
    }
}
