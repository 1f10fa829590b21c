namespace Provisioning.IntegrationTests.Support;

/// <summary>A folder of a test's own, which is not there at first and is deleted at its end.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"store_{Guid.NewGuid():N}");

    /// <summary>The files in it whose names begin with a dot: what is unfinished.</summary>
    public IEnumerable<string> Unfinished => Files.Where(file => System.IO.Path.GetFileName(file).StartsWith('.'));

    /// <summary>All files in it.</summary>
    public IEnumerable<string> Files =>
        Directory.Exists(Path) ? Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories) : [];

    /// <summary>Who may do what with a file; nothing on Windows.</summary>
    public static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);

    /// <summary>Says who may do what with a file; does nothing on Windows.</summary>
    public static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
