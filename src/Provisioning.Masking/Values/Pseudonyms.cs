using System.Globalization;

namespace Provisioning.Masking.Values;

/// <summary>Invented names, places and addresses that follow from a key and a value. No one has them: domains and
/// numbers are those reserved for examples.</summary>
internal static class Pseudonyms
{
    private static readonly string[] Onsets = "b br c d dr f g gl h j k l m n p pr r s st t tr v w z".Split(' ');

    private static readonly string[] Vowels = "a e i o u ai ea io".Split(' ');

    private static readonly string[] Endings = "n l r s m nd th x".Split(' ');

    private static readonly string[] Networks = ["192.0.2", "198.51.100", "203.0.113"];

    /// <summary>The kinds that there are.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    ["name", "given", "family", "username", "company", "city", "street", "ip", "url", "word"];

    /// <summary>A pseudonym of a kind, which is another one than the value.</summary>
    public static string Of(string kind, byte[] key, string value)
    {
        var made = Drawn(kind, key, value, value);
        for (var other = value; made.Equals(value, StringComparison.OrdinalIgnoreCase); )
        {
            other += '\0';
            made = Drawn(kind, key, value, other);
        }

        return made;
    }

    private static string Drawn(string kind, byte[] key, string value, string drawnFrom)
    {
        var digest = Digest.Of(key, drawnFrom);
        return kind switch
        {
            "name" => $"{Name(ref digest)} {Name(ref digest)}",
            "username" => string.Create(
                CultureInfo.InvariantCulture,
                $"{Word(ref digest)}{Word(ref digest)}{digest.Below(10_000):0000}"
            ),
            "company" => $"{Name(ref digest)} Ltd",
            "street" => string.Create(
                CultureInfo.InvariantCulture,
                $"{1 + digest.Below(199)} {Name(ref digest)} Street"
            ),
            "ip" => value.Contains(':', StringComparison.Ordinal)
                ? $"2001:db8::{digest.Hex(4)}:{digest.Hex(8)[4..]}"
                : string.Create(CultureInfo.InvariantCulture, $"{Networks[digest.Below(3)]}.{1 + digest.Below(254)}"),
            "url" => $"https://example.com/{digest.Hex(16)}",
            "word" => Word(ref digest),
            _ => Name(ref digest),
        };
    }

    /// <summary>An address at a reserved domain. Two addresses become one once in 2^80 pairs.</summary>
    public static string Email(byte[] key, string value, string domain) => $"u{Digest.Of(key, value).Hex(20)}@{domain}";

    /// <summary>A word of about the same length, with the same case at its beginning.</summary>
    public static string Like(byte[] key, string word)
    {
        var low = word.ToLowerInvariant();
        var made = Drawn(key, low, low.Length);
        // A letter alone is no one's name, and there are few others.
        for (var other = low; made == low && low.Length > 1; )
        {
            other += '\0';
            made = Drawn(key, other, low.Length);
        }

        return char.IsUpper(word[0]) ? char.ToUpperInvariant(made[0]) + made[1..] : made;
    }

    private static string Drawn(byte[] key, string from, int length)
    {
        var digest = Digest.Of(key, from);
        var made = Word(ref digest);
        while (made.Length < length)
        {
            made += made;
        }

        return made[..Math.Max(1, length)];
    }

    private static string Name(ref Digest digest) =>
        Word(ref digest) is var word ? char.ToUpperInvariant(word[0]) + word[1..] : "";

    private static string Word(ref Digest digest) =>
        string.Concat(
            Onsets[digest.Below(Onsets.Length)],
            Vowels[digest.Below(Vowels.Length)],
            Onsets[digest.Below(Onsets.Length)],
            Vowels[digest.Below(Vowels.Length)],
            Endings[digest.Below(Endings.Length)]
        );
}
