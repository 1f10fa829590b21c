using System.Text.RegularExpressions;

namespace Provisioning.CommandLine.Commands.New;

/// <summary>A class that is there already.</summary>
/// <param name="File">Its file.</param>
/// <param name="Text">The file's text.</param>
internal sealed record Neighbour(string File, string Text)
{
    /// <summary>Its folder.</summary>
    public string Folder => Path.GetDirectoryName(File)!;

    /// <summary>Its namespace; null where it has none.</summary>
    public string? Namespace =>
        SourceFolder.NamespaceLine().Match(Text) is { Success: true } found ? found.Groups["name"].Value : null;
}

/// <summary>The C# sources under a folder: where new ones belong, and what their namespace is.</summary>
internal sealed partial class SourceFolder
{
    private static readonly string[] LeftOut = ["bin", "obj", "artifacts", "node_modules"];

    private readonly string _root;
    private readonly string? _to;

    private SourceFolder(string root, string? to) => (_root, _to) = (root, to);

    /// <summary>The folder, and those under it.</summary>
    public static SourceFolder Under(string folder) => new(folder, to: null);

    /// <summary>The folder that the user named; where none was named, the current one and those under it.</summary>
    /// <param name="to">The name; null for none.</param>
    /// <exception cref="UsageException">There is no such folder.</exception>
    public static SourceFolder Named(string? to)
    {
        if (to is null)
        {
            return Under(Directory.GetCurrentDirectory());
        }

        var folder = Path.GetFullPath(to);
        return Directory.Exists(folder)
            ? new(folder, folder)
            : throw new UsageException($"There is no folder {to}. Create it first, or name another with --to.");
    }

    /// <summary>The files whose text matches.</summary>
    public IReadOnlyList<Neighbour> Having(Regex text) =>
        [
            .. Files(_root, "*.cs")
                .Select(file => new Neighbour(file, File.ReadAllText(file)))
                .Where(file => text.IsMatch(file.Text)),
        ];

    /// <summary>Where a class goes that has no neighbour: the folder, and its namespace.</summary>
    /// <param name="usual">The folder in the project that such classes are usually in.</param>
    /// <exception cref="UsageException">There is no project, or there are several.</exception>
    public (string Folder, string? Namespace) Default(string usual)
    {
        var project = _to is null ? OnlyProject() : ProjectAbove(_to);
        var folder = _to ?? Path.Combine(Path.GetDirectoryName(project)!, usual);
        if (project is null)
        {
            return (folder, null);
        }

        var root = RootNamespace().Match(File.ReadAllText(project)) is { Success: true } named
            ? named.Groups["name"].Value
            : Path.GetFileNameWithoutExtension(project);
        var parts = Path.GetRelativePath(Path.GetDirectoryName(project)!, folder)
            .Split(Path.DirectorySeparatorChar)
            .Where(part => part is not ".");
        return (folder, string.Join('.', parts.Prepend(root).Select(NamespacePart)));
    }

    /// <summary>A folder's name as a part of a namespace.</summary>
    public static string NamespacePart(string folder)
    {
        var name = Invalid().Replace(folder, "_");
        return name.Length > 0 && char.IsAsciiDigit(name[0]) ? $"_{name}" : name;
    }

    private string OnlyProject()
    {
        var projects = Files(_root, "*.csproj")
            .Where(file => File.ReadAllText(file) is var text && UsesUs().IsMatch(text) && !Test().IsMatch(text))
            .ToList();
        // A program refers to the migrations; they are not in it.
        var libraries = projects.Where(file => !Program().IsMatch(File.ReadAllText(file))).ToList();
        return (libraries.Count > 0 ? libraries : projects) switch
        {
            [var only] => only,
            [] => throw new UsageException(
                "There are no migrations here, and no project that refers to FluentMigrator or Provisioning. Go to the "
                    + "project's folder, or name a folder with --to. `provision new system NAME` begins a new solution."
            ),
            var several => throw new UsageException(
                "There are no migrations here, and several projects: "
                    + $"{string.Join(", ", several.Select(Path.GetFileName))}. Name a folder with --to."
            ),
        };
    }

    /// <summary>The project that a folder, which need not be there yet, belongs to; null for none.</summary>
    public static string? ProjectAbove(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (Directory.Exists(at) && Directory.GetFiles(at, "*.csproj") is [var project, ..])
            {
                return project;
            }
        }

        return null;
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory
            .EnumerateFiles(folder, pattern)
            .Concat(
                Directory
                    .EnumerateDirectories(
                        folder,
                        "*",
                        new EnumerationOptions
                        {
                            AttributesToSkip =
                                FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
                        }
                    )
                    .Where(child => !LeftOut.Contains(Path.GetFileName(child), StringComparer.OrdinalIgnoreCase))
                    .SelectMany(child => Files(child, pattern))
            );

    [GeneratedRegex(
        "^\\s*namespace\\s+(?<name>[\\w.]+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    internal static partial Regex NamespaceLine();

    [GeneratedRegex(
        "<RootNamespace>(?<name>[^<]+)</RootNamespace>",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex RootNamespace();

    [GeneratedRegex("[^\\w.]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Invalid();

    [GeneratedRegex("Include=\"[^\"]*(FluentMigrator|Provisioning)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UsesUs();

    [GeneratedRegex("xunit|NUnit|MSTest", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Test();

    [GeneratedRegex("<OutputType>Exe<", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Program();
}
