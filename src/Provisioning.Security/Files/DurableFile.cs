using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Provisioning.Security.Files;

/// <summary>Writes files so that they survive a loss of power: when a method returns, what it did is on disk, and where
/// that failed it throws.</summary>
/// <remarks>The runtime's own ways do not promise that: <see cref="FileStream.Flush(bool)"/> may return normally after
/// the disk has reported an error, and <see cref="File.Move(string, string)"/> may copy. Files are 0600 and folders
/// 0700, whatever the umask.</remarks>
public static partial class DurableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates a file that only its owner can read, open for writing.</summary>
    /// <exception cref="FileFailedException">It is there already, or cannot be created.</exception>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return Guard($"Cannot create {path}", () => new FileStream(path, options));
    }

    /// <summary>Brings a file that is complete under a temporary name to disk, and gives it its name, in the same
    /// folder.</summary>
    /// <param name="temporary">The file, closed by its writers. It stays where it is if this fails.</param>
    /// <param name="path">The name that it gets. Nothing is ever overwritten.</param>
    /// <exception cref="FileFailedException">The name is taken, or the disk failed. Nothing has the name that had not
    /// before.</exception>
    public static void Publish(string temporary, string path)
    {
        Flush(temporary);
        Move(temporary, path);
    }

    /// <summary>Brings a file that its writers have closed to disk.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileFailedException">It cannot be opened, or the disk failed.</exception>
    public static void Flush(string path)
    {
        using var file = Guard($"Cannot open {path}", () =>
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite)
        );
        Flush(file, path);
    }

    /// <summary>Brings what was written to a file to disk.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="path">Its name, for the message.</param>
    /// <exception cref="FileFailedException">The disk failed. What of the file is on disk is unknown, also after a
    /// second attempt that succeeds.</exception>
    public static void Flush(SafeFileHandle file, string path)
    {
        const int fullSync = 51;
        if (OperatingSystem.IsWindows())
        {
            Guard($"Cannot bring {path} to disk", () => RandomAccess.FlushToDisk(file));
            return;
        }

        // On macOS fsync leaves it to the disk when to write; file systems without F_FULLFSYNC refuse the first call.
        if (!(OperatingSystem.IsMacOS() && PosixCalls.FControl(file, fullSync) == 0) && PosixCalls.FSync(file) != 0)
        {
            throw Failed($"Cannot bring {path} to disk");
        }
    }

    /// <summary>Deletes a file. Does nothing where there is none.</summary>
    /// <exception cref="FileFailedException">It cannot be deleted, or may be back after a loss of power.</exception>
    public static void Delete(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Guard($"Cannot delete {path}", () => File.Delete(path));
        }
        else if (PosixCalls.Unlink(path) == 0)
        {
            FlushFolder(Parent(path));
        }
        else if (Marshal.GetLastPInvokeError() is not (Errno.NoEntry or Errno.NotADirectory))
        {
            throw Failed($"Cannot delete {path}");
        }
    }

    /// <summary>Creates a folder, and those above it that are missing, for its owner only. Those that are there stay as
    /// they are.</summary>
    /// <exception cref="FileFailedException">It cannot be created.</exception>
    public static void CreateFolder(string path)
    {
        var parent = Path.GetDirectoryName(Path.GetFullPath(path));
        if (Directory.Exists(path) || parent is null)
        {
            return;
        }

        CreateFolder(parent);
        Guard($"Cannot create the folder {path}", () =>
            OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(path)
                : Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute)
        );
        FlushFolder(parent);
    }

    /// <summary>Deletes a folder if it is empty, and says whether it did.</summary>
    public static bool DeleteEmptyFolder(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            return PosixCalls.RemoveFolder(path) == 0;
        }

        try
        {
            Directory.Delete(path);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Runs what reads or writes files, and says what failed where it does.</summary>
    /// <exception cref="FileFailedException">The runtime threw.</exception>
    internal static T Guard<T>(string what, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failed(what, error);
        }
    }

    /// <summary>The failure that the runtime reports by an exception.</summary>
    internal static FileFailedException Failed(string what, Exception error) =>
        new(what, Reason(error), error) { Problem = Errno.Problem(error) };

    private static void Guard(string what, Action action) => Guard(what, () =>
        {
            action();
            return 0;
        });

    // The last system call's failure.
    private static FileFailedException Failed(string what)
    {
        var error = Marshal.GetLastPInvokeError();
        return new(what, Marshal.GetPInvokeErrorMessage(error)) { Problem = Errno.Problem(error) };
    }

    // The runtime adds the file's name, which the message has already.
    private static string Reason(Exception error) =>
        error switch
        {
            FileNotFoundException or DirectoryNotFoundException => "there is no such file or folder",
            UnauthorizedAccessException => error.InnerException is { Message: var inner } ? inner : "access is denied",
            _ => error.HResult is > 0 and < 4096 and var number
                ? Marshal.GetPInvokeErrorMessage(number)
                : error.Message,
        };

    private static string Parent(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;
}
