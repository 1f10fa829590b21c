using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Provisioning.Masking.Values;

/// <summary>Changes the leaves of a JSON document; its shape and its names stay.</summary>
/// <param name="paths">What becomes of the leaves at a path, the first that fits.</param>
/// <param name="others">What becomes of all other text, and of numbers long enough to point to someone.</param>
internal sealed class JsonMask(IReadOnlyList<(string[] Path, ValueMask Mask)> paths, ValueMask others)
{
    private const int ShortNumber = 5;

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The parts of a path: <c>$.user.emails[*]</c> is user, emails, *.</summary>
    /// <exception cref="MaskingException">It does not begin with $.</exception>
    public static string[] Parts(string path) =>
        path is ['$', ..]
            ? path[1..].Replace("[*]", ".*", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries)
            : throw new MaskingException($"The path \"{path}\" does not begin with $, as $.user.email does.");

    /// <summary>The document with its leaves changed. Text that is no JSON counts as one leaf.</summary>
    public string? Of(string document, MaskedRow row)
    {
        JsonDocument parsed;
        try
        {
            parsed = JsonDocument.Parse(document);
        }
        catch (JsonException)
        {
            return others(document, row);
        }

        using (parsed)
        {
            using var bytes = new MemoryStream();
            using (var writer = new Utf8JsonWriter(bytes, Writing))
            {
                Write(parsed.RootElement, [], row, writer);
            }

            return Encoding.UTF8.GetString(bytes.ToArray());
        }
    }

    private void Write(JsonElement value, List<string> at, MaskedRow row, Utf8JsonWriter to)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                to.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    to.WritePropertyName(member.Name);
                    Inside(member.Value, member.Name, at, row, to);
                }

                to.WriteEndObject();
                break;
            case JsonValueKind.Array:
                to.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Inside(item, "*", at, row, to);
                }

                to.WriteEndArray();
                break;
            case JsonValueKind.String:
                Leaf(value.GetString()!, isText: true, at, row, to);
                break;
            case JsonValueKind.Number:
                Leaf(value.GetRawText(), isText: false, at, row, to);
                break;
            default:
                value.WriteTo(to);
                break;
        }
    }

    private void Inside(JsonElement value, string name, List<string> at, MaskedRow row, Utf8JsonWriter to)
    {
        at.Add(name);
        Write(value, at, row, to);
        at.RemoveAt(at.Count - 1);
    }

    private void Leaf(string value, bool isText, List<string> at, MaskedRow row, Utf8JsonWriter to)
    {
        var found = paths.FirstOrDefault(path => Fits(path.Path, at)).Mask;
        var mask = found ?? (isText || value.Count(char.IsAsciiDigit) > ShortNumber ? others : null);
        switch (mask is null ? value : mask(value, row))
        {
            case null:
                to.WriteNullValue();
                break;
            case var number when !isText && IsNumber(number):
                to.WriteRawValue(number);
                break;
            case var text:
                to.WriteStringValue(text);
                break;
        }
    }

    private static bool IsNumber(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return parsed.RootElement.ValueKind is JsonValueKind.Number;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Fits(string[] path, List<string> at)
    {
        if (path.Length != at.Count)
        {
            return false;
        }

        for (var part = 0; part < path.Length; part++)
        {
            if (path[part] != "*" && path[part] != at[part])
            {
                return false;
            }
        }

        return true;
    }
}
