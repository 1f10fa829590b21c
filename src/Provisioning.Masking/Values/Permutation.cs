using System.Numerics;
using System.Security.Cryptography;

namespace Provisioning.Masking.Values;

/// <summary>A keyed permutation: two values never become one. A Feistel network over two halves of any size.</summary>
/// <param name="key">The key.</param>
internal sealed class Permutation(byte[] key)
{
    private const int Rounds = 10;

    /// <summary>The number that a number below the bound becomes, below the bound as well.</summary>
    public BigInteger Of(BigInteger value, BigInteger bound)
    {
        if (bound < 2)
        {
            return value;
        }

        var left = Root(bound);
        var right = (bound + left - 1) / left;
        do
        {
            var (high, low) = Mixed(value / right, value % right, left, right);
            value = high * right + low;
            // The halves span a little more than the range: what falls outside goes round again.
        } while (value >= bound);

        return value;
    }

    /// <summary>A text of the same form: digits become digits and letters letters of the same case, at the same
    /// places; all else stays.</summary>
    /// <param name="text">The text.</param>
    /// <param name="onlyDigits">Whether letters stay as well.</param>
    /// <param name="first">How many characters at the beginning stay.</param>
    /// <param name="last">How many characters at the end stay.</param>
    public string Of(string text, bool onlyDigits = false, int first = 0, int last = 0)
    {
        var (value, bound) = (BigInteger.Zero, BigInteger.One);
        for (var at = first; at < text.Length - last; at++)
        {
            var (radix, digit) = Place(text[at], onlyDigits);
            (value, bound) = (value * radix + digit, bound * radix);
        }

        value = Of(value, bound);
        var masked = text.ToCharArray();
        for (var at = text.Length - last - 1; at >= first; at--)
        {
            var (radix, digit) = Place(text[at], onlyDigits);
            (value, var next) = BigInteger.DivRem(value, radix);
            masked[at] = (char)(text[at] - digit + (int)next);
        }

        return new(masked);
    }

    // Radix and digit of a character; radix 1 for one that stays.
    private static (int Radix, int Digit) Place(char c, bool onlyDigits) =>
        c switch
        {
            >= '0' and <= '9' => (10, c - '0'),
            >= 'a' and <= 'z' when !onlyDigits => (26, c - 'a'),
            >= 'A' and <= 'Z' when !onlyDigits => (26, c - 'A'),
            >= '\u4e00' and <= '\u9fa5' when !onlyDigits => (20902, c - '\u4e00'),
            >= '\uac00' and <= '\ud7a3' when !onlyDigits => (11172, c - '\uac00'),
            >= '\u0430' and <= '\u044f' when !onlyDigits => (32, c - '\u0430'),
            >= '\u0410' and <= '\u042f' when !onlyDigits => (32, c - '\u0410'),
            _ => (1, 0),
        };

    private (BigInteger High, BigInteger Low) Mixed(BigInteger high, BigInteger low, BigInteger left, BigInteger right)
    {
        for (var round = 0; round < Rounds; round += 2)
        {
            high = (high + Next(low, round, left)) % left;
            low = (low + Next(high, round + 1, right)) % right;
        }

        return (high, low);
    }

    // Twice the bits of the bound, so that the remainder is as good as even.
    private BigInteger Next(BigInteger half, int round, BigInteger bound)
    {
        var bytes = half.ToByteArray();
        var wanted = (int)(bound.GetBitLength() + 128) / 8;
        var made = new byte[(wanted + 31) / 32 * 32];
        Span<byte> input = new byte[bytes.Length + 2];
        bytes.CopyTo(input[2..]);
        input[0] = (byte)round;
        for (var at = 0; at < wanted; at += 32)
        {
            input[1] = (byte)(at / 32);
            HMACSHA256.HashData(key, input, made.AsSpan(at, 32));
        }

        return new BigInteger(made.AsSpan(0, wanted), isUnsigned: true) % bound;
    }

    private static BigInteger Root(BigInteger of)
    {
        var root = BigInteger.One << (int)((of.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (root + of / root) >> 1;
            if (next >= root)
            {
                return root;
            }

            root = next;
        }
    }
}
