using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Provisioning.Databases;

/// <summary>What .NET does not tell of a file: its owner, and whether it is a pipe or a device.</summary>
internal static class FileStatus
{
    /// <summary>Whether it is a file, rather than a pipe, a socket or a device, which may never end. True where that is
    /// not known.</summary>
    public static bool IsPlain(string path) => Of(path) is not { } status || (status.Mode & 0xF000) == 0x8000;

    /// <summary>Whose it is, and its type with its permissions; null where that is not known.</summary>
    // The form of this answer is the same on every machine that Linux runs on.
    public static (uint Owner, uint Group, int Mode)? Of(string path)
    {
        const int here = -100;
        const uint typeModeAndOwner = 0x1 | 0x2 | 0x8 | 0x10;
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var answer = new byte[256];
        return statx(here, [.. Encoding.UTF8.GetBytes(path), 0], 0, typeModeAndOwner, answer) == 0
            ? (
                BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(20)),
                BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(24)),
                BinaryPrimitives.ReadUInt16LittleEndian(answer.AsSpan(28))
            )
            : null;
    }

    /// <summary>Gives a file the owner, the group and the mode of another. True where systems have none.</summary>
    /// <returns>False: this user may not.</returns>
    public static bool TryCopy(string from, string to)
    {
        if (Of(from) is { } wanted && Of(to) is { } now)
        {
            // First, as a change of the owner takes some modes away.
            if (
                (wanted.Owner, wanted.Group) != (now.Owner, now.Group)
                && chown([.. Encoding.UTF8.GetBytes(to), 0], wanted.Owner, wanted.Group) != 0
            )
            {
                return false;
            }
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(to, File.GetUnixFileMode(from));
        }

        return true;
    }

    // The names are libc's, and a source-generated import would make the whole project unsafe.
#pragma warning disable IDE1006, SYSLIB1054
    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(int folder, byte[] path, int flags, uint mask, byte[] answer);

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int chown(byte[] path, uint owner, uint group);
#pragma warning restore IDE1006, SYSLIB1054
}
