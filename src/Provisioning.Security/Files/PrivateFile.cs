using System.Runtime.InteropServices;
using System.Text;
using Provisioning.Databases;

namespace Provisioning.Security.Files;

/// <summary>Files that hold a secret. They are read only if no other user may.</summary>
public static class PrivateFile
{
    // Nothing that holds one secret is longer.
    private const int Longest = 64 * 1024;

    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>The file's text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is, for the message: <c>password file</c>.</param>
    /// <param name="allowShared">Whether others may be able to read it.</param>
    /// <exception cref="ProvisioningException">It is missing, cannot be read, is no plain file or too long to hold a
    /// secret, or others may read or write it.</exception>
    public static string ReadText(string path, string what, bool allowShared)
    {
        if (!File.Exists(path))
        {
            throw new ProvisioningException($"There is no {what} {path}.");
        }

        try
        {
            var target = RealPath.Of(path);
            if (!allowShared)
            {
                Check(target, path, what);
            }

            // A pipe may never end, and neither does every device.
            var file = new FileInfo(target);
            return file.Length > Longest || !IsPlain(target)
                ? throw new ProvisioningException(
                    $"The {what} {path} is no plain file of at most {Longest / 1024} KiB."
                )
                : File.ReadAllText(
                    target,
                    new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)
                );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new ProvisioningException($"The {what} {path} cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Throws where others than its owner may read or write the file. One that belongs to root may be readable
    /// by our group, as a container's secrets are.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <exception cref="ProvisioningException">Others may.</exception>
    public static void RequirePrivate(string path, string what) => Check(RealPath.Of(path), path, what);

    /// <summary>Whether the file belongs to the user that we run as, or to root. True where that is not
    /// known.</summary>
    /// <param name="path">The file.</param>
    public static bool IsOurs(string path) => FileStatus.Of(path) is not { } status || IsOurs(status.Owner);

    /// <summary>Who else than the user that we run as and root may change the file, or put another in its place, as a
    /// claim about the file; null where no one may, or that is not known.</summary>
    /// <param name="path">The file, or a link to it.</param>
    public static string? WhoElseMayWrite(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (FileStatus.Of(path) is not { } file || FileStatus.Of(folder) is not { } around)
        {
            return null;
        }

        // In a folder like /tmp only its owner may replace a file.
        var isSticky = (around.Mode & 0x200) != 0;
        return !IsOurs(file.Owner) ? "it belongs to another user"
            : IsOpen(file) ? "other users may write it"
            : !IsOurs(around.Owner) ? "its folder belongs to another user"
            : IsOpen(around) && !isSticky ? "other users may write its folder"
            : null;
    }

    // A group of the user's own is what many systems give to each user.
    private static bool IsOpen((uint Owner, uint Group, int Mode) status) =>
        (status.Mode & 0x2) != 0 || ((status.Mode & 0x10) != 0 && status.Group != 0 && status.Group != getegid());

    private static bool IsOurs(uint owner) => owner == 0 || owner == geteuid();

    private static void Check(string target, string path, string what)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(target))
        {
            return;
        }

        var mode = File.GetUnixFileMode(target);
        var forbidden =
            FileStatus.Of(target) is { Owner: 0 } && geteuid() != 0
                ? (Group & ~UnixFileMode.GroupRead) | Others
                : Group | Others;
        if ((mode & forbidden) != UnixFileMode.None)
        {
            throw new ProvisioningException(
                $"Others than its owner may read or write the {what} {path} (its mode is "
                    + $"{Convert.ToString((int)mode, 8).PadLeft(4, '0')}). Run chmod 600 on it, or give "
                    + $"--allow-insecure-permissions."
            );
        }

        if (!IsOurs(target))
        {
            throw new ProvisioningException(
                $"The {what} {path} belongs to another user, who may change it. Make a copy of your own, or give "
                    + $"--allow-insecure-permissions."
            );
        }
    }

    /// <summary>Whether it is a file, rather than a pipe, a socket or a device, which may never end. True where that is
    /// not known.</summary>
    /// <param name="path">The path.</param>
    public static bool IsPlain(string path) => FileStatus.IsPlain(path);

    // The names are libc's, and source-generated imports would make the whole project unsafe.
#pragma warning disable IDE1006, SYSLIB1054
    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint geteuid();

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint getegid();
#pragma warning restore IDE1006, SYSLIB1054
}
