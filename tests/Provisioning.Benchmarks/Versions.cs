using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Provisioning.Benchmarks;

/// <summary>Where the repository is, and which versions it names.</summary>
internal static class Versions
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    /// <summary>The project of the tools that are .NET libraries.</summary>
    public static string PeersFolder { get; } = Path.Combine(Root, "tests", "Provisioning.Benchmarks.Peers");

    /// <summary>The version of a package that the peers' project names, before that of the product.</summary>
    public static string OfPeer(string package) => Find(PeersFolder, package) ?? OfProduct(package);

    /// <summary>The version of a package that the product names.</summary>
    public static string OfProduct(string package) =>
        Find(Root, package) ?? throw new InvalidOperationException($"No version of {package} is named.");

    /// <summary>The version of the assembly that has the type.</summary>
    public static string Of(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private static string? Find(string folder, string package) =>
        XDocument
            .Load(Path.Combine(folder, "Directory.Packages.props"))
            .Descendants("PackageVersion")
            .FirstOrDefault(version => (string?)version.Attribute("Include") == package)
            ?.Attribute("Version")
            ?.Value;

    private static string Here([CallerFilePath] string path = "") => path;
}
