using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using FluentMigrator;
using Provisioning.Authoring;
using Provisioning.Dialects;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Assemblies;

/// <summary>A user's assembly of migrations.</summary>
internal static class MigrationAssemblyFile
{
    private const int OldestMajor = 5;
    private const string Switch = "Provisioning.LoadsAssemblies";
    private const string Loads = "An assembly that is loaded while the program runs was not trimmed with it.";

    /// <summary>Whether this program can load assemblies. A native executable cannot; its project sets the switch
    /// to false.</summary>
    [SuppressMessage(
        "Trimming",
        "IL4000",
        Justification = "Where the switch is off, the linker removes the guarded code."
    )]
    [FeatureSwitchDefinition(Switch)]
    [FeatureGuard(typeof(RequiresUnreferencedCodeAttribute))]
    public static bool IsSupported => !AppContext.TryGetSwitch(Switch, out var isOn) || isOn;

    /// <summary>The system that the assembly declares, or one named after the file where it declares none.</summary>
    /// <exception cref="UsageException">There is no such file, it is no assembly, it lacks what it needs, or it holds
    /// no migration.</exception>
    [RequiresUnreferencedCode(Loads)]
    public static DatabaseSystem Load(string file)
    {
        var path = Path.GetFullPath(file);
        if (!File.Exists(path))
        {
            throw new UsageException($"There is no file {file}. Build the project first, and name its .dll.");
        }

        try
        {
            var assembly = new MigrationAssemblyContext(path).LoadFromAssemblyPath(path);
            CheckVersion(assembly, file);
            return SystemIn(assembly, file);
        }
        catch (BadImageFormatException error) when (error.FileName is null || Path.GetFullPath(error.FileName) == path)
        {
            throw new UsageException($"{file} is not a .NET assembly.");
        }
        catch (Exception error)
            when (error is FileLoadException or TypeLoadException or BadImageFormatException or MissingMemberException)
        {
            throw new UsageException(
                $"{file} cannot be loaded: {Reason(error)} Build it with "
                    + $"<EnableDynamicLoading>true</EnableDynamicLoading> in its project, or publish it: both copy "
                    + $"what it needs."
            );
        }
    }

    /// <summary>Whether the system is declared, rather than called after its file.</summary>
    public static bool IsDeclared(DatabaseSystem system) => system is not UndeclaredSystem;

    // What it was compiled against. From 5 on the members are the same; a newer one than ours may call members that
    // ours lacks.
    [RequiresUnreferencedCode(Loads)]
    private static void CheckVersion(Assembly assembly, string file)
    {
        var ours = typeof(IMigration).Assembly.GetName();
        // Before 3 there was one assembly, called FluentMigrator.
        var theirs = Array
            .Find(assembly.GetReferencedAssemblies(), reference =>
                reference.Name is "FluentMigrator" || reference.Name == ours.Name
            )
            ?.Version;
        if (theirs is not null && (theirs.Major < OldestMajor || theirs.Major > ours.Version!.Major))
        {
            throw new UsageException(
                $"{file} was built against FluentMigrator {theirs.ToString(3)}; build it against a "
                    + $"version from {OldestMajor} to {ours.Version!.Major} ({ours.Version.ToString(3)} runs it)."
            );
        }
    }

    private static string Reason(Exception error) =>
        error switch
        {
            FileLoadException { FileName: { } other } => $"it needs {Short(other)}, and another version is there.",
            _ => error.Message,
        };

    private static string Short(string assembly) => string.Join(',', assembly.Split(',').Take(2));

    [RequiresUnreferencedCode(Loads)]
    private static DatabaseSystem SystemIn(Assembly assembly, string file)
    {
        var systems = assembly
            .GetExportedTypes()
            .Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(DatabaseSystem)))
            .ToArray();
        return systems switch
        {
            [] => new UndeclaredSystem(
                Path.GetFileNameWithoutExtension(file).ToLowerInvariant(),
                MigrationAssembly.FromAssembly(assembly)
            ),
            [var only] => (DatabaseSystem)Activator.CreateInstance(only)!,
            _ => throw new UsageException(
                $"{file} declares {systems.Length} systems: {string.Join(", ", systems.Select(type => type.Name))}. "
                    + $"Put each into an assembly of its own."
            ),
        };
    }

    private sealed class UndeclaredSystem(string name, MigrationCatalog migrations) : DatabaseSystem
    {
        public override string Name => name;

        public override string Title => name;

        public override string Description => "";

        public override string Engine => "";

        public override MigrationCatalog Migrations =>
            migrations.Migrations.Count > 0
                ? migrations
                : throw new UsageException(
                    $"{name} holds no migration: no public class with [Migration(…)]. Is it the right .dll, and are "
                        + $"its classes public?"
                );

        public override SqliteTypes SqliteTypes => SqliteTypes.FluentMigrator;
    }
}
