using System.Globalization;
using Provisioning.Databases;

namespace Provisioning.Security.Files;

/// <summary>Files that are read whole: plain ones of bounded size. A pipe may never end, and neither does every
/// device.</summary>
public static class PlainFile
{
    /// <summary>Throws where the file, or what a link names, is no plain file or too long. Where there is none, whoever
    /// reads it says so.</summary>
    /// <param name="path">The file.</param>
    /// <param name="longest">The most bytes that it may have.</param>
    /// <exception cref="ProvisioningException">It is a pipe, a device, a folder or too long.</exception>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    public static void Require(string path, long longest)
    {
        if (!File.Exists(path))
        {
            return;
        }

        var target = RealPath.Of(path);
        if (!PrivateFile.IsPlain(target) || new FileInfo(target).Length > longest)
        {
            throw new ProvisioningException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path} is no plain file of at most {longest / 1024:N0} KiB."
                )
            );
        }
    }
}
