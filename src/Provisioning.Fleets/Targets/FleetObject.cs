using System.Text.Json;
using Provisioning.Engines;

namespace Provisioning.Fleets.Targets;

/// <summary>An object of a file of targets, which says by name what is wrong with it.</summary>
/// <param name="element">The object.</param>
/// <param name="path">The file, for messages.</param>
/// <param name="where">Where in the file, for messages.</param>
internal sealed class FleetObject(JsonElement element, string path, string where)
{
    private readonly JsonElement _element =
        element.ValueKind is JsonValueKind.Object
            ? element
            : throw new FleetFileException($"{path}: {where} has to be an object in braces.");

    /// <summary>Its labels; none where it says none.</summary>
    public IReadOnlyDictionary<string, string> Labels
    {
        get
        {
            var labels = new Dictionary<string, string>(StringComparer.Ordinal);
            if (_element.TryGetProperty("labels", out var found))
            {
                if (found.ValueKind is not JsonValueKind.Object)
                {
                    throw Wrong("labels", "has to be an object of texts");
                }

                foreach (var label in found.EnumerateObject())
                {
                    labels[label.Name] =
                        label.Value.ValueKind is JsonValueKind.String
                            ? label.Value.GetString()!
                            : throw Wrong("labels", $"has a value for {label.Name} that is no text");
                }
            }

            return labels;
        }
    }

    /// <summary>Refuses keys that there are not.</summary>
    /// <exception cref="FleetFileException">There is one.</exception>
    public void RequireKeys(params IReadOnlyList<string> keys)
    {
        foreach (var key in _element.EnumerateObject().Select(property => property.Name))
        {
            if (!keys.Contains(key, StringComparer.Ordinal))
            {
                throw new FleetFileException(
                    $"{path}: {where} has the key \"{key}\", which there is not.{NearName.Hint(key, keys)} Known: "
                        + $"{string.Join(", ", keys)}."
                );
            }
        }
    }

    /// <summary>The text of a key.</summary>
    /// <exception cref="FleetFileException">It is missing, empty, or no text.</exception>
    public string Text(string key) =>
        TextOrNone(key) ?? throw new FleetFileException($"{path}: {where} has no \"{key}\".");

    /// <summary>The text of a key; null where it is missing.</summary>
    /// <exception cref="FleetFileException">It is empty, or no text.</exception>
    public string? TextOrNone(string key) =>
        !_element.TryGetProperty(key, out var value) ? null
        : value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text
        : throw Wrong(key, "has to be a text that is not empty");

    /// <summary>The texts of a list.</summary>
    /// <exception cref="FleetFileException">It is missing, or no list of texts.</exception>
    public IReadOnlyList<string> Texts(string key) =>
        _element.TryGetProperty(key, out var list)
        && list.ValueKind is JsonValueKind.Array
        && list.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : throw Wrong(key, "has to be a list of texts");

    /// <summary>The objects of a key, which is one of them or a list; none where it is missing.</summary>
    /// <exception cref="FleetFileException">It is neither.</exception>
    public IReadOnlyList<FleetObject> Objects(string key) =>
        !_element.TryGetProperty(key, out var value) ? []
        : value.ValueKind is JsonValueKind.Array
            ? [.. value.EnumerateArray().Select((item, at) => new FleetObject(item, path, $"{key}[{at}]"))]
        : [new(value, path, key)];

    /// <summary>That a key's value is wrong.</summary>
    public FleetFileException Wrong(string key, string what) => new($"{path}: {where}: \"{key}\" {what}.");
}
