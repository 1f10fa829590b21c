namespace Provisioning.Testing.Servers;

/// <summary>A file that one process at a time holds open; the operating system frees it when that process
/// ends.</summary>
internal static class FileTurn
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until no other holds it, and holds it until it is disposed of.</summary>
    /// <exception cref="TimeoutException">Another held it all the time.</exception>
    public static async Task<FileStream> TakeAsync(string file, TimeSpan patience, CancellationToken token)
    {
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            if (TryTake(file) is { } held)
            {
                return held;
            }

            if (waited > patience)
            {
                throw new TimeoutException($"Another test process has held {file} for {patience.TotalSeconds:0} s.");
            }

            await Task.Delay(Pause, token);
        }
    }

    /// <summary>Holds it; null where another does.</summary>
    public static FileStream? TryTake(string file)
    {
        try
        {
            return new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (Directory.Exists(Path.GetDirectoryName(file)))
        {
            return null;
        }
    }
}
