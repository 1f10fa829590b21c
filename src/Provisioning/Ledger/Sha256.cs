using System.Buffers.Binary;
using System.Numerics;

namespace Provisioning.Ledger;

/// <summary>SHA-256 of a few kilobytes. .NET's own would load OpenSSL, which takes longer than a whole run with nothing
/// to do spends on checksums.</summary>
internal sealed class Sha256
{
    private const int BlockLength = 64;

    private static readonly uint[] Constants =
    [
        0x428a2f98,
        0x71374491,
        0xb5c0fbcf,
        0xe9b5dba5,
        0x3956c25b,
        0x59f111f1,
        0x923f82a4,
        0xab1c5ed5,
        0xd807aa98,
        0x12835b01,
        0x243185be,
        0x550c7dc3,
        0x72be5d74,
        0x80deb1fe,
        0x9bdc06a7,
        0xc19bf174,
        0xe49b69c1,
        0xefbe4786,
        0x0fc19dc6,
        0x240ca1cc,
        0x2de92c6f,
        0x4a7484aa,
        0x5cb0a9dc,
        0x76f988da,
        0x983e5152,
        0xa831c66d,
        0xb00327c8,
        0xbf597fc7,
        0xc6e00bf3,
        0xd5a79147,
        0x06ca6351,
        0x14292967,
        0x27b70a85,
        0x2e1b2138,
        0x4d2c6dfc,
        0x53380d13,
        0x650a7354,
        0x766a0abb,
        0x81c2c92e,
        0x92722c85,
        0xa2bfe8a1,
        0xa81a664b,
        0xc24b8b70,
        0xc76c51a3,
        0xd192e819,
        0xd6990624,
        0xf40e3585,
        0x106aa070,
        0x19a4c116,
        0x1e376c08,
        0x2748774c,
        0x34b0bcb5,
        0x391c0cb3,
        0x4ed8aa4a,
        0x5b9cca4f,
        0x682e6ff3,
        0x748f82ee,
        0x78a5636f,
        0x84c87814,
        0x8cc70208,
        0x90befffa,
        0xa4506ceb,
        0xbef9a3f7,
        0xc67178f2,
    ];

    private readonly uint[] _state =
    [
        0x6a09e667,
        0xbb67ae85,
        0x3c6ef372,
        0xa54ff53a,
        0x510e527f,
        0x9b05688c,
        0x1f83d9ab,
        0x5be0cd19,
    ];

    private readonly byte[] _block = new byte[BlockLength];
    private readonly uint[] _words = new uint[BlockLength];
    private int _filled;
    private long _length;

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _length += bytes.Length;
        while (!bytes.IsEmpty)
        {
            var taken = Math.Min(BlockLength - _filled, bytes.Length);
            bytes[..taken].CopyTo(_block.AsSpan(_filled));
            bytes = bytes[taken..];
            _filled += taken;
            if (_filled == BlockLength)
            {
                Compress();
                _filled = 0;
            }
        }
    }

    /// <summary>The digest of all that was added, 64 digits in lower case. Nothing can be added any more.</summary>
    public string Digest()
    {
        var bits = _length * 8;
        Append([0x80]);
        Append(new byte[(BlockLength + 56 - _filled) % BlockLength]);
        Span<byte> text = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(text, bits);
        Append(text);
        Span<byte> digest = stackalloc byte[32];
        for (var i = 0; i < _state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(digest[(4 * i)..], _state[i]);
        }

        return Convert.ToHexStringLower(digest);
    }

    private void Compress()
    {
        var words = _words;
        for (var i = 0; i < 16; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32BigEndian(_block.AsSpan(4 * i));
        }

        for (var i = 16; i < words.Length; i++)
        {
            var (early, late) = (words[i - 15], words[i - 2]);
            words[i] =
                words[i - 16]
                + (BitOperations.RotateRight(early, 7) ^ BitOperations.RotateRight(early, 18) ^ (early >> 3))
                + words[i - 7]
                + (BitOperations.RotateRight(late, 17) ^ BitOperations.RotateRight(late, 19) ^ (late >> 10));
        }

        var (a, b, c, d) = (_state[0], _state[1], _state[2], _state[3]);
        var (e, f, g, h) = (_state[4], _state[5], _state[6], _state[7]);
        for (var i = 0; i < words.Length; i++)
        {
            var sumE =
                BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
            var first = h + sumE + ((e & f) ^ (~e & g)) + Constants[i] + words[i];
            var sumA =
                BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
            var second = sumA + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }

        _state[0] += a;
        _state[1] += b;
        _state[2] += c;
        _state[3] += d;
        _state[4] += e;
        _state[5] += f;
        _state[6] += g;
        _state[7] += h;
    }
}
