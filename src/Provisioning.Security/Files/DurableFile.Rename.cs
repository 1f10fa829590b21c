using System.Runtime.InteropServices;

namespace Provisioning.Security.Files;

public static partial class DurableFile
{
    /// <summary>Gives a file another name in the same folder, in one step. What the file holds must be on disk
    /// already.</summary>
    /// <exception cref="FileFailedException">The name is taken, or the disk failed. Nothing has the name that had not
    /// before.</exception>
    public static void Move(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            Guard($"Cannot rename {from} to {to}", () => File.Move(from, to));
            return;
        }

        if (Rename(from, to) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Errno.Invalid && error != Errno.NoSystemCall && error != Errno.NotSupported)
            {
                throw Failed($"Cannot rename {from} to {to}");
            }

            LinkAndUnlink(from, to);
        }

        try
        {
            FlushFolder(Parent(to));
        }
        catch (FileFailedException)
        {
            // A name that may be gone after a loss of power must not be seen. If this fails too, the first failure is
            // reported.
            _ = Rename(to, from) == 0 ? 0 : PosixCalls.Unlink(to);
            throw;
        }
    }

    /// <summary>Brings the names in a folder to disk.</summary>
    /// <exception cref="FileFailedException">The disk failed.</exception>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = PosixCalls.Open(path, PosixCalls.ReadOnlyCloseOnExec);
        if (folder < 0)
        {
            throw Failed($"Cannot open the folder {path}");
        }

        try
        {
            // Some network file systems persist names by themselves, and refuse the call.
            if (PosixCalls.FSync(folder) != 0 && Marshal.GetLastPInvokeError() is not Errno.Invalid)
            {
                throw Failed($"Cannot bring the folder {path} to disk");
            }
        }
        finally
        {
            _ = PosixCalls.Close(folder);
        }
    }

    private static int Rename(string from, string to)
    {
        const int currentFolder = -100;
        const uint noReplace = 1,
            exclusive = 4;
        try
        {
            return OperatingSystem.IsMacOS()
                ? PosixCalls.RenameX(from, to, exclusive)
                : PosixCalls.RenameAt2(currentFolder, from, currentFolder, to, noReplace);
        }
        catch (EntryPointNotFoundException)
        {
            Marshal.SetLastPInvokeError(Errno.NoSystemCall);
            return -1;
        }
    }

    // For file systems that cannot rename without overwriting, NFS among them: a second name fails where there is one,
    // and the first goes afterwards.
    private static void LinkAndUnlink(string from, string to)
    {
        if (PosixCalls.Link(from, to) != 0)
        {
            throw Marshal.GetLastPInvokeError() is Errno.Exists
                ? Failed($"Cannot rename {from} to {to}")
                : new FileFailedException(
                    $"Cannot rename {from} to {to}",
                    "this file system can neither rename without overwriting nor give a file a second name. Choose a "
                        + "folder on another one"
                );
        }

        // What stays under the first name is the same file, and is deleted later.
        _ = PosixCalls.Unlink(from);
    }
}
