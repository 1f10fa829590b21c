using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Provisioning.Masking.Values;

/// <summary>Numbers that follow from a key and a value, in order.</summary>
internal ref struct Digest
{
    private readonly byte[] _bytes;
    private UInt128 _left;

    private Digest(byte[] bytes)
    {
        _bytes = bytes;
        _left = BinaryPrimitives.ReadUInt128LittleEndian(bytes.AsSpan(16));
    }

    /// <summary>Of a value.</summary>
    public static Digest Of(byte[] key, string value) => new(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(value)));

    /// <summary>Its first bytes in hexadecimal digits.</summary>
    public readonly string Hex(int digits)
    {
        var text = Convert.ToHexStringLower(_bytes);
        while (text.Length < digits)
        {
            text += Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
        }

        return text[..digits];
    }

    /// <summary>Its first 64 bits.</summary>
    public readonly ulong Number => BinaryPrimitives.ReadUInt64LittleEndian(_bytes);

    /// <summary>A number below the bound. A few dozen small ones use what there is up.</summary>
    public int Below(int bound)
    {
        var (rest, next) = (_left / (uint)bound, _left % (uint)bound);
        _left = rest;
        return (int)next;
    }
}
