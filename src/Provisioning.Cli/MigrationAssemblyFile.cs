using System.Reflection;
using System.Runtime.Loader;
using Provisioning.Authoring;
using Provisioning.Planning;

namespace Provisioning.Cli;

/// <summary>Loads a user's assembly of migrations. What it brings beside it is loaded from there, what we have too is shared.</summary>
internal sealed class MigrationAssemblyFile(string path) : AssemblyLoadContext(path)
{
    private readonly AssemblyDependencyResolver _resolver = new(path);

    /// <summary>The system that the assembly declares, or one named after the file where it declares none.</summary>
    /// <exception cref="UsageException">There is no such file, it is no assembly, or it holds no migration.</exception>
    public static DatabaseSystem Load(string file)
    {
        var path = Path.GetFullPath(file);
        if (!File.Exists(path))
        {
            throw new UsageException($"There is no file {file}. Build the project first, and name its .dll.");
        }

        Assembly assembly;
        try
        {
            assembly = new MigrationAssemblyFile(path).LoadFromAssemblyPath(path);
        }
        catch (BadImageFormatException)
        {
            throw new UsageException($"{file} is not a .NET assembly.");
        }

        var systems = assembly.GetExportedTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(DatabaseSystem))).ToArray();
        return systems switch
        {
            [] => new UndeclaredSystem(Path.GetFileNameWithoutExtension(file).ToLowerInvariant(), MigrationAssembly.FromAssembly(assembly)),
            [var only] => (DatabaseSystem)Activator.CreateInstance(only)!,
            _ => throw new UsageException($"{file} declares {systems.Length} systems: {string.Join(", ", systems.Select(type => type.Name))}. Put each into an assembly of its own."),
        };
    }

    /// <inheritdoc />
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var shared = Default.Assemblies.FirstOrDefault(assembly => assembly.GetName().Name == assemblyName.Name);
        return shared ?? (_resolver.ResolveAssemblyToPath(assemblyName) is { } path && !IsOurs(assemblyName) ? LoadFromAssemblyPath(path) : null);
    }

    /// <inheritdoc />
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    // The types that migrations derive from must be the ones that we know.
    private static bool IsOurs(AssemblyName name) => name.Name is { } text && text.StartsWith("Provisioning", StringComparison.Ordinal)
        && File.Exists(Path.Combine(AppContext.BaseDirectory, $"{text}.dll"));

    private sealed class UndeclaredSystem(string name, MigrationCatalog migrations) : DatabaseSystem
    {
        public override string Name => name;

        public override string Title => name;

        public override string Description => "";

        public override string Engine => "";

        public override MigrationCatalog Migrations => migrations.Migrations.Count > 0 ? migrations
            : throw new UsageException($"{name} holds no migration: no public class with [Migration(…)]. Is it the right .dll, and are its classes public?");

        public override Sqlite.SqliteTypes SqliteTypes => Sqlite.SqliteTypes.FluentMigrator;
    }
}
