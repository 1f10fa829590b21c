using System.Security.Cryptography;
using Provisioning.Databases;

namespace Provisioning.Sqlite.Connection;

/// <summary>A lock of the operating system on a file beside a database, which the system frees when the process ends,
/// however it ends.</summary>
/// <param name="database">The database's file.</param>
internal sealed class SqliteRunLock(string database) : IDisposable
{
    private const int LinuxWouldBlock = 11;
    private const int DarwinWouldBlock = 35;

    private FileStream? _file;

    private string Path => $"{RealPath.Of(database)}-lock";

    /// <summary>Takes the lock; false where another process has it.</summary>
    /// <exception cref="ConnectionFailedException">The file cannot be made.</exception>
    public bool TryTake()
    {
        while (_file is null)
        {
            try
            {
                var file = new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                // Its last holder may have deleted it between our opening and our locking it.
                if (HasName(file))
                {
                    _file = file;
                }
                else
                {
                    file.Dispose();
                }
            }
            catch (IOException error) when (error.HResult is LinuxWouldBlock or DarwinWouldBlock)
            {
                return false;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new ConnectionFailedException(
                    $"Cannot make {Path}, which keeps other runs out: {error.Message} "
                        + "Check who may write to its folder.",
                    error
                );
            }
        }

        return true;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_file is not null)
        {
            // Before it is unlocked: from then on it may be another's.
            File.Delete(Path);
            _file.Dispose();
            _file = null;
        }
    }

    // A moment that no other file has tells whether what has the name is the file that is open.
    private bool HasName(FileStream file)
    {
        var mark = DateTime.UnixEpoch.AddSeconds(RandomNumberGenerator.GetInt32(int.MaxValue));
        File.SetLastWriteTimeUtc(file.SafeFileHandle, mark);
        return File.Exists(Path) && File.GetLastWriteTimeUtc(Path) == File.GetLastWriteTimeUtc(file.SafeFileHandle);
    }
}
