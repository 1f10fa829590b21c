namespace Provisioning.Databases;

/// <summary>Paths as the operating system reads them.</summary>
internal static class RealPath
{
    // As many as Linux follows before it says that they go in circles.
    private const int MostLinks = 40;

    /// <summary>The path of what a path names: symbolic links are followed, those of folders too, and <c>..</c> leads
    /// to the folder above the one that a link names. What it names need not be there.</summary>
    // The runtime takes a folder with ".." out of a path without looking whether it is a link.
    public static string Of(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return new FileInfo(path) is { LinkTarget: not null } link
                ? link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path
                : path;
        }

        var (found, links) = (Path.IsPathRooted(path) ? "/" : Environment.CurrentDirectory, 0);
        var left = new Stack<string>(Names(path));
        while (left.TryPop(out var name))
        {
            var next = Path.Combine(found, name);
            if (name is "..")
            {
                found = Path.GetDirectoryName(found) ?? found;
            }
            else if (new FileInfo(next).LinkTarget is not { } target)
            {
                found = next;
            }
            else if (++links > MostLinks)
            {
                return path;
            }
            else
            {
                found = Path.IsPathRooted(target) ? "/" : found;
                foreach (var part in Names(target))
                {
                    left.Push(part);
                }
            }
        }

        return found;
    }

    // The last one first.
    private static IEnumerable<string> Names(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(name => name is not ".").Reverse();
}
