namespace Provisioning.Backup.Sealing;

/// <summary>Reads secrets from files that only their owner may read.</summary>
internal static class SecretFile
{
    private const int Largest = 4096;

    /// <summary>The text of the file, without white space around it.</summary>
    /// <exception cref="ProvisioningException">There is no such file, it is empty or too long, or others may read or write it.</exception>
    public static string Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new ProvisioningException($"There is no file {path} with a key or a passphrase. Name the one that the backups were sealed with.");
        }

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & others) != UnixFileMode.None)
        {
            throw new ProvisioningException($"Others than its owner may read or write {path}, which holds a secret. Run chmod 600 on it.");
        }

        try
        {
            return new FileInfo(path).Length > Largest ? throw new ProvisioningException($"{path} is too long for a key or a passphrase. Name another file.")
                : File.ReadAllText(path).Trim() is { Length: > 0 } text ? text
                : throw new ProvisioningException($"{path} is empty. Name the file with the key or the passphrase.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ProvisioningException($"{path} cannot be read: {error.Message}", error);
        }
    }
}
