using Provisioning.Databases;

namespace Provisioning.Security.Files;

/// <summary>A temporary folder that only its owner can enter. It is deleted when it is disposed; those of processes
/// that were killed are deleted when the next one is made in the same place.</summary>
public sealed class PrivateFolder : IDisposable
{
    private const string Purpose = "temporary";
    private const string HeldName = "in-use";

    // Locked as long as the process lives, in whatever container that is.
    private readonly FileStream _held;

    private PrivateFolder(string path, FileStream held) => (Path, _held) = (path, held);

    /// <summary>The path.</summary>
    public string Path { get; }

    /// <summary>Creates one among the system's temporary files.</summary>
    /// <exception cref="FileFailedException">It cannot be created.</exception>
    public static PrivateFolder Create() => CreateIn(System.IO.Path.GetTempPath());

    /// <summary>Creates one in a folder, so that what is made in it can be moved there in one step.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="FileFailedException">It cannot be created.</exception>
    public static PrivateFolder CreateIn(string folder)
    {
        Sweep(new(folder));
        while (true)
        {
            var path = System.IO.Path.Combine(folder, ScratchName.New(Purpose));
            DurableFile.CreateFolder(path);
            if (TryHold(path, FileMode.OpenOrCreate) is { } held)
            {
                return new(path, held);
            }

            // Another process has taken it for one that is left over.
            if (Directory.Exists(path) && !DurableFile.DeleteEmptyFolder(path))
            {
                throw new FileFailedException($"Cannot create a file in {path}", "access is denied");
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // While it is held no other process sweeps it; Windows deletes no file that is open.
        if (OperatingSystem.IsWindows())
        {
            _held.Dispose();
        }

        CleanUp.Quietly(() => Directory.Delete(Path, recursive: true));
        _held.Dispose();
    }

    // Null where another process has it, or has deleted it by now.
    private static FileStream? TryHold(string path, FileMode mode)
    {
        var name = System.IO.Path.Combine(path, HeldName);
        FileStream? held = null;
        try
        {
            held = new(name, mode, FileAccess.ReadWrite, FileShare.None);
            if (File.Exists(name))
            {
                return held;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is in use, another user's, or gone.
        }

        held?.Dispose();
        return null;
    }

    private static void Sweep(DirectoryInfo place) =>
        CleanUp.Quietly(() =>
        {
            foreach (
                var folder in place
                    .EnumerateDirectories($"{ScratchName.Start(Purpose)}*")
                    .Where(folder => folder.LinkTarget is null && ScratchName.IsOurs(folder.Name, Purpose))
            )
            {
                if (DurableFile.DeleteEmptyFolder(folder.FullName))
                {
                    continue;
                }

                using var held = TryHold(folder.FullName, FileMode.Open);
                if (held is not null)
                {
                    CleanUp.Quietly(() => folder.Delete(recursive: true));
                }
            }
        });
}
