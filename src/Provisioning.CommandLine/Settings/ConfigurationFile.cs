using System.Text.Json;
using Provisioning.CommandLine.Hooks;
using Provisioning.Engines;

namespace Provisioning.CommandLine.Settings;

/// <summary>Defaults for settings, and others for each system, in a JSON file that is kept with the application's
/// source.</summary>
internal sealed class ConfigurationFile
{
    private readonly Dictionary<string, Dictionary<string, string>> _sections;
    private readonly Dictionary<string, IReadOnlyList<HookSetting>> _hooks = new(StringComparer.Ordinal);

    private ConfigurationFile(string name, Dictionary<string, Dictionary<string, string>> sections) =>
        (Name, _sections) = (name, sections);

    /// <summary>The file's name, for people.</summary>
    public string Name { get; }

    /// <summary>Reads the text. Comments and trailing commas are accepted.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <exception cref="UsageException">It is no JSON, or has a setting that does not exist. The message holds no
    /// value.</exception>
    public static ConfigurationFile Parse(string text, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(
                text,
                new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
            );
            var sections = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal)
            {
                [""] = Section(document.RootElement, name, "", isRoot: true),
            };
            if (document.RootElement.TryGetProperty("systems", out var systems))
            {
                foreach (var system in Members(systems, name, "systems"))
                {
                    sections[system.Name] = Section(system.Value, name, $"systems.{system.Name}", isRoot: false);
                }
            }

            var file = new ConfigurationFile(name, sections);
            file.ReadHooks(document.RootElement);
            return file;
        }
        catch (JsonException error)
        {
            throw new UsageException(
                $"{name} is no JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}."
            );
        }
    }

    /// <summary>What the file says: for the system, else for all. Null where it says nothing.</summary>
    /// <param name="system">The system; null for none.</param>
    /// <param name="setting">The setting.</param>
    public Setting? Find(string? system, string setting) =>
        system is not null && _sections.TryGetValue(system, out var own) && own.TryGetValue(setting, out var value)
            ? new(setting, value, $"{Name}: systems.{system}", Rank.File)
        : _sections[""].TryGetValue(setting, out value) ? new(setting, value, Name, Rank.File)
        : null;

    /// <summary>The hooks: those of all systems, then the system's own.</summary>
    /// <param name="system">The system; null for none.</param>
    public IReadOnlyList<HookSetting> Hooks(string? system) =>
        [.. _hooks.GetValueOrDefault("", []), .. system is null ? [] : _hooks.GetValueOrDefault(system, [])];

    private void ReadHooks(JsonElement root)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(Name))!;
        if (root.TryGetProperty("hooks", out var hooks))
        {
            _hooks[""] = HookSetting.Read(hooks, $"{Name}: hooks", folder);
        }

        if (root.TryGetProperty("systems", out var systems))
        {
            foreach (var system in systems.EnumerateObject())
            {
                if (system.Value.TryGetProperty("hooks", out var own))
                {
                    _hooks[system.Name] = HookSetting.Read(own, $"{Name}: systems.{system.Name}.hooks", folder);
                }
            }
        }
    }

    private static Dictionary<string, string> Section(JsonElement section, string file, string path, bool isRoot)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in Members(section, file, path))
        {
            if (member.Name is "hooks" || (isRoot && member.Name is "systems" or "$schema"))
            {
                continue;
            }

            if (member.Name is "pool")
            {
                foreach (var part in Members(member.Value, file, "pool"))
                {
                    Add(values, $"pool_{part.Name}", part.Value, file, path);
                }

                continue;
            }

            Add(values, member.Name, member.Value, file, path);
        }

        return values;
    }

    private static void Add(Dictionary<string, string> values, string name, JsonElement value, string file, string path)
    {
        var place = path.Length == 0 ? file : $"{file}: {path}";
        if (!KnownSettings.Contains(name))
        {
            var hint = name.Contains("password", StringComparison.Ordinal)
                ? " A password does not belong into this file: give password_file or password_command."
                : "";
            throw new UsageException(
                $"{place} has the setting \"{name}\", which does not exist.{hint}"
                    + (
                        NearName.Hint(name, KnownSettings.Names) is { Length: > 0 } near
                            ? near
                            : $" There are: {string.Join(", ", KnownSettings.Names)}."
                    )
            );
        }

        values[name] = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => throw new UsageException($"{place} has no text, number, true or false for \"{name}\"."),
        };
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement value, string file, string path) =>
        value.ValueKind is JsonValueKind.Object
            ? value.EnumerateObject()
            : throw new UsageException(
                $"{file} has no object {(path.Length == 0 ? "at its top" : $"for {path}")}: it begins with {{."
            );
}
