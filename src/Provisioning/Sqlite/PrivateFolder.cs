using Provisioning.Files;

namespace Provisioning.Sqlite;

/// <summary>A folder for passing use that only its owner can enter, among the system's temporary files.</summary>
internal static class PrivateFolder
{
    /// <summary>Creates one.</summary>
    /// <exception cref="FileFailedException">It cannot be created.</exception>
    public static string Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"provision-{Guid.NewGuid():N}");
        DurableFile.CreateFolder(path);
        return path;
    }

    /// <summary>Deletes it with everything in it, if it is there.</summary>
    public static void Delete(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
