namespace Provisioning.Security;

/// <summary>Files that hold a secret and that nobody but their owner may read.</summary>
internal static class SecretFile
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Refuses a file that others may read or write.</summary>
    /// <param name="path">The file, which exists.</param>
    /// <param name="kind">What it is, for the message: <c>key file</c>.</param>
    /// <exception cref="ProvisioningException">Others may.</exception>
    public static void RefuseShared(string path, string kind)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
        {
            throw new ProvisioningException($"Others than its owner may read or write the {kind} {path}. Run chmod 600 on it.");
        }
    }

    /// <summary>What a file holds.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it is, for the message.</param>
    /// <exception cref="ProvisioningException">There is none, or it cannot be read.</exception>
    public static string Read(string path, string kind)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ProvisioningException($"Cannot read the {kind} {path}: {error.Message.TrimEnd('.')}. Check its name and who may read it.", error);
        }
    }
}
