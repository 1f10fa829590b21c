using System.Text.Json.Nodes;

namespace Provisioning.CommandLine.Page;

/// <summary>Makes what a page's data is of.</summary>
internal static class PageJson
{
    /// <summary>Two numbers.</summary>
    public static JsonArray Pair(long first, long? second) => new(JsonValue.Create(first), JsonValue.Create(second));

    /// <summary>Values by name.</summary>
    public static JsonObject Map(IEnumerable<(string Name, JsonArray Value)> pairs)
    {
        var map = new JsonObject();
        foreach (var (name, value) in pairs)
        {
            map[name] = value;
        }

        return map;
    }

    /// <summary>A text without secrets; null for none.</summary>
    public static string? Text(string? text) => text is null ? null : PageText.Masked(text);

    /// <summary>Texts without secrets; null for none.</summary>
    public static JsonArray? Strings(IEnumerable<string> texts) =>
        new JsonArray([.. texts.Select(text => JsonValue.Create(Text(text)))]) is { Count: > 0 } list ? list : null;

    /// <summary>The items; null for none.</summary>
    public static JsonArray? List(IEnumerable<JsonNode> items) =>
        new JsonArray([.. items]) is { Count: > 0 } list ? list : null;

    /// <summary>An object of the members that say something.</summary>
    public static JsonObject Compact(params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var made = new JsonObject();
        foreach (var (name, value) in members)
        {
            if (value is not null)
            {
                made[name] = value;
            }
        }

        return made;
    }
}
