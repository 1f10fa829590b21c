using System.Globalization;
using System.Text;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Settings;

/// <summary>The secrets of this run. The output of this process masks them from then on, in every form that they occur
/// in.</summary>
internal static class Secrets
{
    /// <summary>The text that replaces a secret.</summary>
    public const string Mask = "********";

    // Short or all-lower-case secrets are not masked: masking a common word would reveal it.
    private const int Shortest = 8;
    private const int ShortestWord = 13;

    private static readonly Lock Gate = new();
    private static readonly HashSet<string> Forms = new(StringComparer.Ordinal);

    private static TextWriter? _unmasked;

    /// <summary>Standard output for what the user asked to see in the clear.</summary>
    public static TextWriter Unmasked => _unmasked ?? StandardOutput.Writer;

    /// <summary>Masks a secret from now on.</summary>
    /// <param name="secret">The secret; null for none.</param>
    public static void Add(string? secret)
    {
        if (secret is null || secret.Length < (secret.All(char.IsAsciiLetterLower) ? ShortestWord : Shortest))
        {
            return;
        }

        lock (Gate)
        {
            if (Forms.Count == 0)
            {
                _unmasked = StandardOutput.Writer;
                StandardOutput.Writer = new MaskingWriter(_unmasked);
                Console.SetOut(new MaskingWriter(Console.Out));
                Console.SetError(new MaskingWriter(Console.Error));
            }

            Forms.UnionWith(FormsOf(secret).Where(form => form.Length >= Shortest));
        }
    }

    /// <summary>The text without the secrets.</summary>
    public static string MaskIn(string text)
    {
        lock (Gate)
        {
            // The longest first: a form may hold another.
            return Forms
                .OrderByDescending(form => form.Length)
                .Aggregate(text, (masked, form) => masked.Replace(form, Mask, StringComparison.Ordinal));
        }
    }

    private static IEnumerable<string> FormsOf(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return secret;
        yield return secret.Trim();
        yield return Uri.EscapeDataString(secret);
        yield return LowerEscapes(Uri.EscapeDataString(secret));
        yield return System.Net.WebUtility.UrlEncode(secret);
        yield return Convert.ToHexString(bytes);
        yield return Convert.ToHexStringLower(bytes);
        yield return System.Text.Json.JsonEncodedText.Encode(secret).ToString();
        yield return secret
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal);
        // As a literal and as an identifier of SQL, and as a value of a connection string.
        yield return secret.Replace("'", "''", StringComparison.Ordinal);
        yield return secret.Replace("\"", "\"\"", StringComparison.Ordinal);
        // Inside a longer text in base64, a secret begins at one of three places in a group of four letters.
        for (var offset = 0; offset < 3; offset++)
        {
            var encoded = Convert.ToBase64String([.. new byte[offset], .. bytes]);
            var inner = encoded[(offset == 0 ? 0 : offset + 1)..].TrimEnd('=');
            // The last letter depends on what follows.
            inner = (offset + bytes.Length) % 3 == 0 ? inner : inner[..^1];
            yield return inner;
            yield return inner.Replace('+', '-').Replace('/', '_');
        }
    }

    private static string LowerEscapes(string text)
    {
        var lower = new StringBuilder(text);
        for (var i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] == '%')
            {
                lower[i + 1] = char.ToLower(text[i + 1], CultureInfo.InvariantCulture);
                lower[i + 2] = char.ToLower(text[i + 2], CultureInfo.InvariantCulture);
            }
        }

        return lower.ToString();
    }
}
