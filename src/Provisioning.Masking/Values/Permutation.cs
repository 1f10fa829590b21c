using System.Numerics;
using System.Security.Cryptography;

namespace Provisioning.Masking.Values;

/// <summary>A keyed permutation: two values never become one. A Feistel network over two halves of any size.</summary>
/// <param name="key">The key.</param>
internal sealed class Permutation(byte[] key)
{
    private const int Rounds = 10;

    // Letters that follow each other, and stay among themselves. Written out: what the runtime takes for a letter
    // changes with its version, and a key has to give the same texts for ever. The last are the second halves of
    // rare ideographs and of signs above U+FFFF.
    private static readonly (char First, char Last)[] Letters =
    [
        ('a', 'z'),
        ('A', 'Z'),
        ('\u00c0', '\u00d6'),
        ('\u00d8', '\u00de'),
        ('\u00df', '\u00f6'),
        ('\u00f8', '\u00ff'),
        ('\u0100', '\u017f'),
        ('\u0180', '\u024f'),
        ('\u0250', '\u02af'),
        ('\u0391', '\u03a1'),
        ('\u03a3', '\u03ab'),
        ('\u03b0', '\u03c9'),
        ('\u0386', '\u038f'),
        ('\u03ac', '\u03af'),
        ('\u03ca', '\u03ce'),
        ('\u0410', '\u042f'),
        ('\u0430', '\u044f'),
        ('\u0400', '\u040f'),
        ('\u0450', '\u045f'),
        ('\u0460', '\u0481'),
        ('\u048a', '\u052f'),
        ('\u0531', '\u0556'),
        ('\u0561', '\u0586'),
        ('\u05d0', '\u05ea'),
        ('\u0620', '\u063f'),
        ('\u0641', '\u064a'),
        ('\u0671', '\u06d3'),
        ('\u0660', '\u0669'),
        ('\u06f0', '\u06f9'),
        ('\u0904', '\u0939'),
        ('\u0985', '\u09b9'),
        ('\u0b85', '\u0bb9'),
        ('\u0c05', '\u0c39'),
        ('\u0e01', '\u0e2e'),
        ('\u10a0', '\u10c5'),
        ('\u10d0', '\u10fa'),
        ('\u1200', '\u135a'),
        ('\u1780', '\u17b3'),
        ('\u1e00', '\u1eff'),
        ('\u1f00', '\u1fff'),
        ('\u3041', '\u3096'),
        ('\u30a1', '\u30fa'),
        ('\u3105', '\u312f'),
        ('\u3400', '\u4dbf'),
        ('\u4e00', '\u9fa5'),
        ('\uac00', '\ud7a3'),
        ('\uff10', '\uff19'),
        ('\uff21', '\uff3a'),
        ('\uff41', '\uff5a'),
        ('\uff66', '\uff9d'),
        ('\udc00', '\udfff'),
    ];

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

    /// <summary>A text of the same form: digits become digits and letters letters of the same script, those of
    /// English of the same case, at the same places; punctuation stays.</summary>
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
    private static (int Radix, int Digit) Place(char c, bool onlyDigits)
    {
        if (c is >= '0' and <= '9')
        {
            return (10, c - '0');
        }

        if (!onlyDigits)
        {
            foreach (var (first, last) in Letters)
            {
                if (c >= first && c <= last)
                {
                    return (last - first + 1, c - first);
                }
            }
        }

        return (1, 0);
    }

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
