using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Provisioning.Security.Files;

/// <summary>The system calls that the runtime does not offer, or whose failures it hides. Each returns -1 where it
/// failed.</summary>
internal static partial class PosixCalls
{
    /// <summary>open(2): for reading, not inherited by children.</summary>
    public static readonly int ReadOnlyCloseOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    private const string C = "libc";

    [LibraryImport(C, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport(C, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int file);

    [LibraryImport(C, EntryPoint = "fsync", SetLastError = true)]
    public static partial int FSync(SafeFileHandle file);

    [LibraryImport(C, EntryPoint = "fsync", SetLastError = true)]
    public static partial int FSync(int file);

    // open(2) is variadic; the mode argument is omitted because its ABI differs.
    [LibraryImport(C, EntryPoint = "fcntl", SetLastError = true)]
    public static partial int FControl(SafeFileHandle file, int command);

    [LibraryImport(C, EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RenameAt2(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport(C, EntryPoint = "renamex_np", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RenameX(string from, string to, uint flags);

    [LibraryImport(C, EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(string from, string to);

    [LibraryImport(C, EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unlink(string path);

    /// <summary>Runs another program in this process. Returns only where that failed.</summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its name and its arguments, with null after the last one.</param>
    [LibraryImport(C, EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Execute(string path, string?[] arguments);

    [LibraryImport(C, EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RemoveFolder(string path);
}
