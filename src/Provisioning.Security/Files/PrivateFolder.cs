namespace Provisioning.Security.Files;

/// <summary>A temporary folder that only its owner can enter. It is deleted when it is disposed; those of processes
/// that were killed are deleted when the next one is made.</summary>
public sealed class PrivateFolder : IDisposable
{
    private const string Prefix = "provision-";
    private const string HeldName = "in-use";

    // One that is being made is not held yet.
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(1);

    // Locked as long as the process lives, in whatever container that is.
    private readonly FileStream _held;

    private PrivateFolder(string path, FileStream held) => (Path, _held) = (path, held);

    /// <summary>The path.</summary>
    public string Path { get; }

    /// <summary>Creates one.</summary>
    /// <exception cref="FileFailedException">It cannot be created.</exception>
    public static PrivateFolder Create()
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Prefix}{Guid.NewGuid():N}");
        DurableFile.CreateFolder(path);
        Sweep(new(path));
        return new(path, DurableFile.Guard($"Cannot create a file in {path}", () => Hold(path, FileMode.CreateNew)));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _held.Dispose();
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    private static FileStream Hold(string path, FileMode mode) =>
        new(System.IO.Path.Combine(path, HeldName), mode, FileAccess.ReadWrite, FileShare.None);

    private static void Sweep(DirectoryInfo made)
    {
        foreach (
            var folder in made.Parent!.EnumerateDirectories($"{Prefix}*")
                .Where(folder => made.CreationTimeUtc - folder.CreationTimeUtc > Young)
        )
        {
            try
            {
                Hold(folder.FullName, FileMode.Open).Dispose();
                folder.Delete(recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It is in use, another user's, or no such folder.
            }
        }
    }
}
