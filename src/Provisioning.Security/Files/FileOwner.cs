using System.Runtime.InteropServices;

namespace Provisioning.Security.Files;

/// <summary>Who a file belongs to, which the runtime neither tells nor sets.</summary>
internal static class FileOwner
{
    private const int CurrentFolder = -100;
    private const uint UserAndGroup = 0x18;

    /// <summary>Gives a file the owner and the group of another. True on systems that do not tell.</summary>
    /// <returns>False: this user may not.</returns>
    public static bool Copy(string from, string to)
    {
        try
        {
            return Read(from) is not { } wanted
                || wanted == Read(to)
                || PosixCalls.ChangeOwner(to, wanted.User, wanted.Group) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return true;
        }
    }

    private static (uint User, uint Group)? Read(string path)
    {
        var found = new byte[256];
        return PosixCalls.StatX(CurrentFolder, path, 0, UserAndGroup, found) == 0
            ? (MemoryMarshal.Read<uint>(found.AsSpan(20)), MemoryMarshal.Read<uint>(found.AsSpan(24)))
            : null;
    }
}
