using Provisioning.Linting;
using Provisioning.Planning;

namespace Provisioning.CommandLine.Commands.Lint;

/// <summary>Places of findings as other programs read them: relative to the repository, with slashes.</summary>
internal static class FindingPlace
{
    private static readonly string Root = RootOf(Directory.GetCurrentDirectory());

    /// <summary>Where the finding is; null where that is not known, or outside the repository.</summary>
    public static CodePlace? Of(LintFinding finding) =>
        finding.Place is { } place && Relative(place.File) is { } file ? place with { File = file } : null;

    /// <summary>The migration: <c>42 AddTeam</c>.</summary>
    public static string Migration(LintFinding finding) => finding.Migration.ToString();

    private static string? Relative(string file)
    {
        // What builds that map their paths write.
        if (file.StartsWith("/_/", StringComparison.Ordinal))
        {
            return file[3..];
        }

        var path = Path.GetRelativePath(Root, file).Replace('\\', '/');
        return Path.IsPathRooted(path) || path.StartsWith("../", StringComparison.Ordinal) ? null : path;
    }

    private static string RootOf(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (Path.Exists(Path.Combine(at.FullName, ".git")))
            {
                return at.FullName;
            }
        }

        return folder;
    }
}
