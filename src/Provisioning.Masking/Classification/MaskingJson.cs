using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Provisioning.Masking.Classification;

/// <summary>How JSON is written here.</summary>
internal static class MaskingJson
{
    /// <summary>Indented, for people.</summary>
    public static string Print(JsonNode node) => Write(node, isIndented: true);

    /// <summary>On one line, as a database keeps it.</summary>
    public static string Line(JsonNode? node) => node is null ? "null" : Write(node, isIndented: false);

    private static string Write(JsonNode node, bool isIndented)
    {
        using var bytes = new MemoryStream();
        using (
            var writer = new Utf8JsonWriter(
                bytes,
                new()
                {
                    Indented = isIndented,
                    NewLine = "\n",
                    Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                }
            )
        )
        {
            node.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
