using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Provisioning.Seeds.ToWow;

/// <summary>Words in Chinese and in English, each pair written as <c>翻译|translation</c>; without the bar the word is
/// the same in both.</summary>
internal sealed class Words(params string[] pairs)
{
    public WordList Chinese { get; } = new(pairs.Select(pair => pair.Split('|')[0]));

    public WordList English { get; } = new(pairs.Select(pair => pair.Split('|')[^1]));

    public WordList In(bool isChinese) => isChinese ? Chinese : English;
}

/// <summary>Words of one language in UTF-8.</summary>
internal sealed class WordList(IEnumerable<string> words)
{
    // Chinese stays readable in the database.
    private static byte[] Quote(string word) =>
        [
            (byte)'"',
            .. JsonEncodedText.Encode(word, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes,
            (byte)'"',
        ];

    /// <summary>As they are.</summary>
    public byte[][] Plain { get; } = [.. words.Select(Encoding.UTF8.GetBytes)];

    /// <summary>As JSON strings.</summary>
    public byte[][] Quoted { get; } = [.. words.Select(Quote)];

    /// <summary>As JSON strings with a comma after them.</summary>
    public byte[][] Listed { get; } = [.. words.Select(word => (byte[])[.. Quote(word), (byte)','])];

    public int Count => Plain.Length;
}
