using System.Text.Json;

namespace Provisioning.CommandLine.Assemblies;

/// <summary>Where a class library's dependencies are that its build did not copy: in the folder that NuGet restored
/// them to, as the library's
/// <c>.deps.json</c> names them.</summary>
internal sealed class PackageFiles
{
    private readonly Dictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The dependencies of an assembly; none where nothing tells them.</summary>
    /// <param name="assembly">The assembly's path.</param>
    public static PackageFiles Of(string assembly)
    {
        var found = new PackageFiles();
        var file = Path.ChangeExtension(assembly, ".deps.json");
        if (File.Exists(file))
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            found.Read(json.RootElement);
        }

        return found;
    }

    /// <summary>The file of the assembly of that name; null where there is none.</summary>
    public string? Find(string name) => _files.GetValueOrDefault(name);

    private void Read(JsonElement root)
    {
        var folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (var target in Members(root, "targets"))
        {
            foreach (var package in target.Value.EnumerateObject())
            {
                foreach (var asset in Members(package.Value, "runtime"))
                {
                    var path = Path.Combine(folder, package.Name.ToLowerInvariant(), asset.Name);
                    if (File.Exists(path))
                    {
                        _files[Path.GetFileNameWithoutExtension(path)] = path;
                    }
                }
            }
        }
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement element, string name) =>
        element.TryGetProperty(name, out var found) && found.ValueKind is JsonValueKind.Object
            ? found.EnumerateObject()
            : default;
}
