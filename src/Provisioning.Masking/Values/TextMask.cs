using System.Text.RegularExpressions;

namespace Provisioning.Masking.Values;

/// <summary>Replaces what points to people in text that may say anything.</summary>
/// <param name="key">The key; the same as that of columns of such values, so that an address in a text becomes what it
/// becomes in its column.</param>
internal sealed partial class TextMask(MaskKey key)
{
    private readonly byte[] _emails = key.For("email");
    private readonly byte[] _names = key.For("name");
    private readonly byte[] _words = key.For("word");
    private readonly byte[] _addresses = key.For("ip");
    private readonly byte[] _urls = key.For("url");
    private readonly byte[] _streets = key.For("street");
    private readonly Permutation _digits = new(key.For("digits"));

    /// <summary>The text with its e-mail and IP addresses, URLs, street addresses, and numbers of five digits and more
    /// replaced. Names stay: they cannot be told from other words.</summary>
    public string Scrub(string text) =>
        Marks()
            .Replace(text, found => found.Groups["url"].Success ? Pseudonyms.Of("url", _urls, found.Value)
                : found.Groups["mail"].Success ? Pseudonyms.Email(_emails, found.Value, "example.com")
                : found.Groups["ip"].Success ? Pseudonyms.Of("ip", _addresses, found.Value)
                : found.Groups["street"].Success ? Pseudonyms.Of("street", _streets, found.Value)
                : _digits.Of(found.Value, onlyDigits: true));

    /// <summary>Whether there is an e-mail or IP address or a street address in the text.</summary>
    public static bool HasMarks(string text) =>
        Marks().Matches(text).Any(found => !found.Groups["number"].Success && !found.Groups["url"].Success);

    /// <summary>The text with every word replaced by an invented one and every number by another; spaces, line ends and
    /// punctuation stay.</summary>
    public string Replace(string text) =>
        Words()
            .Replace(Marked().Replace(text, found => Pseudonyms.Email(_emails, found.Value, "example.com")), found =>
                found.Groups["own"].Success ? found.Value
                : char.IsAsciiLetter(found.Value[0]) ? Pseudonyms.Like(_words, found.Value)
                : char.IsAsciiDigit(found.Value[0]) ? _digits.Of(found.Value)
                : Foreign(found.Value)
            );

    // Letters of other scripts: an ideograph becomes another, and a word in letters without a permutation an invented
    // one.
    private string Foreign(string word) =>
        new Permutation(_names).Of(word) is var other && other != word ? other : Pseudonyms.Like(_words, word);

    [GeneratedRegex(
        """
            (?<url>\bhttps?://[^\s"'<>)\]]+)
            |(?<mail>[\w.+%-]+@[\w-]+(\.[\w-]+)+)
            |(?<ip>\b[0-9]{1,3}(\.[0-9]{1,3}){3}\b|\b([0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{0,4}\b)
            |(?<street>\b[0-9]{1,5}[a-z]?\s(\p{Lu}\w+\s){1,3}(Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Way|Square|Court)\b
                |\b\p{Lu}\w*(straße|strasse|weg|gasse|platz)\s[0-9]{1,5}\b)
            |(?<number>\+?[0-9][0-9 ()./-]{3,}[0-9])
            """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        10_000
    )]
    private static partial Regex Marks();

    [GeneratedRegex(@"[\w.+%-]+@[\w-]+(\.[\w-]+)+", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Marked();

    [GeneratedRegex(
        @"(?<own>u[0-9a-f]{20}@example\.com)|[A-Za-z]+|[0-9]+|[\p{L}\p{M}]+",
        RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Words();
}
