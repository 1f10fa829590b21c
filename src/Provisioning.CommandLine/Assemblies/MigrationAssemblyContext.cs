using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;

namespace Provisioning.CommandLine.Assemblies;

/// <summary>Loads a user's assembly with its own dependencies, apart from ours: only what migrations and we hand each
/// other is shared.</summary>
/// <param name="path">The assembly, as an absolute path.</param>
[RequiresUnreferencedCode("An assembly that is loaded while the program runs was not trimmed with it.")]
internal sealed class MigrationAssemblyContext(string path) : AssemblyLoadContext("migrations")
{
    // Whose types cross between a migration and us: what it derives from, its connections, and what its constructor may
    // ask for.
    private static readonly string[] Shared =
    [
        "FluentMigrator",
        "Provisioning",
        "Npgsql",
        "Microsoft.Data.Sqlite",
        "SQLitePCLRaw.",
        "SourceGear.",
        "Microsoft.Extensions.Configuration.Abstractions",
        "Microsoft.Extensions.DependencyInjection",
        "Microsoft.Extensions.Logging",
        "Microsoft.Extensions.Options",
        "Microsoft.Extensions.Primitives",
    ];

    private static readonly Lazy<Dictionary<string, string>> Ours = new(() =>
        ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .GroupBy(file => Path.GetFileNameWithoutExtension(file), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(files => files.Key, files => files.First(), StringComparer.OrdinalIgnoreCase)
    );

    private readonly AssemblyDependencyResolver _resolver = new(path);
    private readonly Lazy<PackageFiles> _packages = new(() => PackageFiles.Of(path));

    /// <inheritdoc />
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name!;
        var ours = Ours.Value.GetValueOrDefault(name);
        if (ours is not null && Array.Exists(Shared, shared => name.StartsWith(shared, StringComparison.Ordinal)))
        {
            return null;
        }

        var theirs = _resolver.ResolveAssemblyToPath(assemblyName)
            ?? Beside(name)
            ?? (ours is null ? _packages.Value.Find(name) ?? Framework(name) : null);
        return theirs is null || (ours is not null && IsOfRuntime(name) && VersionOf(ours) >= VersionOf(theirs))
            ? null
            : LoadFromAssemblyPath(theirs);
    }

    /// <inheritdoc />
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } file ? LoadUnmanagedDllFromPath(file) : 0;

    private static bool IsOfRuntime(string name) =>
        name.StartsWith("System.", StringComparison.Ordinal)
        || name is "System" or "mscorlib" or "netstandard" or "WindowsBase"
        || name.StartsWith("Microsoft.CSharp", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.VisualBasic", StringComparison.Ordinal);

    private static Version? VersionOf(string file) => AssemblyName.GetAssemblyName(file).Version;

    private string? Beside(string name) =>
        Path.Combine(Path.GetDirectoryName(path)!, $"{name}.dll") is var file && File.Exists(file) ? file : null;

    // A project of a web application refers to ASP.NET Core, which no build copies.
    private static string? Framework(string name) =>
        new[]
        {
            Environment.GetEnvironmentVariable("DOTNET_ROOT"),
            "/usr/share/dotnet",
            "/usr/lib/dotnet",
            "/usr/local/share/dotnet",
            Home(".dotnet"),
        }
            .OfType<string>()
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .Select(root => Path.Combine(root, "shared", "Microsoft.AspNetCore.App"))
            .Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories)
            .Where(folder =>
                Path.GetFileName(folder).StartsWith($"{Environment.Version.Major}.", StringComparison.Ordinal)
            )
            .Select(folder => Path.Combine(folder, $"{name}.dll"))
            .FirstOrDefault(File.Exists);

    private static string Home(string folder) =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), folder);
}
