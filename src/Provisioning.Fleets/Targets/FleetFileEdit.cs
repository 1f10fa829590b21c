using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Provisioning.Fleets.Targets;

/// <summary>Adds targets to a file and takes them out. The file is replaced whole, or stays as it is.</summary>
/// <param name="path">The file.</param>
public sealed class FleetFileEdit(string path)
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Adds a target by its URL. A file that is not there is made.</summary>
    /// <param name="target">The target.</param>
    /// <exception cref="FleetFileException">The file cannot be read or written.</exception>
    public void Add(NamedTarget target)
    {
        var root = File.Exists(path) ? Read() : [];
        var entry = new JsonObject { ["name"] = target.Name, ["url"] = target.Url };
        if (target.Schema is not null)
        {
            entry["schema"] = target.Schema;
        }

        if (target.Labels.Count > 0)
        {
            entry["labels"] = new JsonObject(
                target.Labels.Select(label => new KeyValuePair<string, JsonNode?>(
                    label.Key,
                    JsonValue.Create(label.Value)
                ))
            );
        }

        switch (root["targets"])
        {
            case JsonArray list:
                list.Add((JsonNode)entry);
                break;
            case JsonObject only:
                root["targets"] = new JsonArray(only.DeepClone(), entry);
                break;
            default:
                root["targets"] = new JsonArray(entry);
                break;
        }

        Write(root);
    }

    /// <summary>Adds a name to the file's template.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="FleetFileException">The file cannot be read or written.</exception>
    public void AddToTemplate(string name)
    {
        var root = Read();
        var template = root["template"] is JsonArray list ? list[0] : root["template"];
        template!["names"]!.AsArray().Add((JsonNode)JsonValue.Create(name));
        Write(root);
    }

    /// <summary>Takes a target out that the file names.</summary>
    /// <returns>Whether it named it.</returns>
    /// <param name="name">The target.</param>
    /// <exception cref="FleetFileException">The file cannot be read or written.</exception>
    public bool Remove(string name)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        var root = Read();
        var lists = Objects(root["template"]).Select(template => template["names"]).OfType<JsonArray>().ToList();
        if (root["targets"] is JsonObject only && IsOf(only, name))
        {
            root.Remove("targets");
            Write(root);
            return true;
        }

        if (root["targets"] is JsonArray targets)
        {
            lists.Add(targets);
        }

        foreach (var list in lists)
        {
            if (list.FirstOrDefault(item => IsOf(item, name)) is { } found)
            {
                list.Remove(found);
                Write(root);
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<JsonNode> Objects(JsonNode? node) =>
        node is JsonArray list ? list.OfType<JsonNode>()
        : node is null ? []
        : [node];

    private static bool IsOf(JsonNode? item, string name) =>
        item is JsonObject target ? (string?)target["name"] == name : (string?)item == name;

    private JsonObject Read()
    {
        // Says by name what is wrong with it.
        _ = FleetFile.Read(path);
        return JsonNode.Parse(File.ReadAllText(path))!.AsObject();
    }

    private void Write(JsonObject root)
    {
        try
        {
            var beside = $"{path}.new";
            File.WriteAllText(beside, $"{root.ToJsonString(Layout)}\n");
            if (!OperatingSystem.IsWindows() && File.Exists(path))
            {
                File.SetUnixFileMode(beside, File.GetUnixFileMode(path));
            }

            File.Move(beside, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FleetFileException($"{path} cannot be written: {error.Message}", error);
        }
    }
}
