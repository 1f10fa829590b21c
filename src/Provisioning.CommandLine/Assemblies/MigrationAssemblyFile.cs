using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using FluentMigrator;
using Provisioning.Authoring;
using Provisioning.Authoring.Collecting;
using Provisioning.CommandLine.Output;
using Provisioning.Dialects;
using Provisioning.Planning;
using Provisioning.Security.Files;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Assemblies;

/// <summary>A user's assembly of migrations.</summary>
internal static class MigrationAssemblyFile
{
    private const int OldestMajor = 5;
    private const long LongestFile = 256 * 1024 * 1024;
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

        PlainFile.Require(path, LongestFile);
        // Not every build writes one.
        if (Path.ChangeExtension(path, ".deps.json") is var dependencies && File.Exists(dependencies))
        {
            PlainFile.Require(dependencies, LongestFile);
        }

        try
        {
            var assembly = new MigrationAssemblyContext(path).LoadFromAssemblyPath(path);
            CheckVersion(assembly, file);
            var system = SystemIn(assembly, file);
            if (LeftOut(system, assembly) is { Count: > 0 } left)
            {
                Terminal.Note($"note: left out: {string.Join("; ", left)}");
            }

            return system;
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

    /// <summary>Some migrations of an assembly that was just built, whether or not its system lists them.</summary>
    /// <param name="file">The assembly.</param>
    /// <param name="versions">The migrations' versions.</param>
    [RequiresUnreferencedCode(Loads)]
    public static IReadOnlyList<MigrationSource> Find(string file, IReadOnlyList<long> versions)
    {
        var path = Path.GetFullPath(file);
        var assembly = new MigrationAssemblyContext(path).LoadFromAssemblyPath(path);
        var all = MigrationAssembly.FromAssembly(assembly).Migrations;
        return [.. versions.Select(version => all.Single(migration => migration.Version == version))];
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
            [var only] => Make(only),
            _ => throw new UsageException(
                $"{file} declares {systems.Length} systems: {string.Join(", ", systems.Select(type => type.Name))}. "
                    + $"Put each into an assembly of its own."
            ),
        };
    }

    [RequiresUnreferencedCode(Loads)]
    private static DatabaseSystem Make(Type type)
    {
        try
        {
            return (DatabaseSystem)
                Activator.CreateInstance(
                    type,
                    BindingFlags.Public | BindingFlags.Instance | BindingFlags.DoNotWrapExceptions,
                    binder: null,
                    args: null,
                    culture: null
                )!;
        }
        catch (MissingMethodException error) when (error.TargetSite?.DeclaringType != type)
        {
            throw new UsageException($"System {type.Name} has no public constructor without parameters. Give it one.");
        }
        catch (Exception error) when (MigrationCode.Cause(error) is ProvisioningException cause)
        {
            throw new UsageException(cause.Message);
        }
        catch (Exception error) when (error is not (FileLoadException or FileNotFoundException or OutOfMemoryException))
        {
            throw new UsageException($"System {type.Name} cannot be made: {MigrationCode.Describe(error)}");
        }
    }

    /// <summary>The migrations of a system's assembly that it leaves out although they look like some: each class with
    /// the reason.</summary>
    [RequiresUnreferencedCode(Loads)]
    public static IReadOnlyList<string> LeftOut(DatabaseSystem system, Assembly assembly)
    {
        try
        {
            var known = system
                .Migrations.Migrations.OfType<MigrationClassSource>()
                .Select(source => source.Type)
                .ToHashSet();
            return
            [
                .. assembly
                    .GetTypes()
                    .Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IMigration)))
                    .Where(type => !known.Contains(type))
                    .Select(Reason)
                    .OfType<string>(),
            ];
        }
        catch (Exception error) when (error is ProvisioningException or ReflectionTypeLoadException or IOException)
        {
            // Whatever reads the migrations next says what is wrong with them.
            return [];
        }
    }

    [RequiresUnreferencedCode(Loads)]
    private static string? Reason(Type type) =>
        !type.IsVisible ? $"{type.Name} is not public"
        : type.CustomAttributes.Any(attribute =>
            attribute.AttributeType.IsAssignableTo(typeof(MigrationAttribute))
            || attribute.AttributeType.IsAssignableTo(typeof(MaintenanceAttribute))
            || attribute.AttributeType.IsAssignableTo(typeof(ProfileAttribute))
            || attribute.AttributeType.IsAssignableTo(typeof(RepeatableAttribute))
        )
            ? null
        : $"{type.Name} has no [Migration(…)]";

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
