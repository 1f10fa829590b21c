using System.Diagnostics;
using System.Reflection;

namespace Provisioning.Authoring;

/// <summary>SQL scripts that an assembly embeds.</summary>
internal static class EmbeddedScripts
{
    /// <summary>The names of the resources that are called that or end in it, from a dot on, in any case.</summary>
    public static IReadOnlyList<string> Find(Assembly assembly, string name) =>
        [.. assembly.GetManifestResourceNames().Where(resource => IsCalled(resource, name))];

    /// <summary>Whether a resource is called that or ends in it, from a dot on, in any case.</summary>
    public static bool IsCalled(string resource, string name) =>
        resource.Equals(name, StringComparison.OrdinalIgnoreCase) || resource.EndsWith($".{name}", StringComparison.OrdinalIgnoreCase);

    /// <summary>The text of a resource.</summary>
    public static string Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource) ?? throw new UnreachableException(resource);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
