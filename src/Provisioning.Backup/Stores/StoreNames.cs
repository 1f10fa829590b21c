namespace Provisioning.Backup.Stores;

/// <summary>The names that objects may have, which are the same in every store and lead nowhere out of it.</summary>
internal static class StoreNames
{
    private const int Longest = 512;

    /// <summary>Whether an object may be called so.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= Longest
        && name.Split('/').All(part => part.Length is > 0 and <= 200 && part[0] != '.' && part.All(IsAllowed));

    /// <summary>The name, where it is valid.</summary>
    /// <exception cref="BackupStoreException">It is not.</exception>
    public static string Check(string name, string location) =>
        IsValid(name)
            ? name
            : throw new BackupStoreException(
                $"{location} has no object \"{Shown(name)}\": names are parts of letters, digits, '-', '_' and '.', "
                    + $"none of them beginning with '.', with '/' between them."
            );

    /// <summary>Checks the beginning of a name; an empty one matches all.</summary>
    /// <exception cref="BackupStoreException">No name begins so.</exception>
    public static string CheckPrefix(string prefix, string location) =>
        prefix.Length == 0 ? prefix : Check(prefix.TrimEnd('/'), location) + prefix[prefix.TrimEnd('/').Length..];

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';

    // It may come from an untrusted file.
    private static string Shown(string name) => new([.. name.Take(100).Select(c => char.IsControl(c) ? '?' : c)]);
}
