using System.Runtime.CompilerServices;
using Provisioning.Backup.Stores.Directories;
using Provisioning.Backup.Stores.S3;

namespace Provisioning.Backup.Stores;

/// <summary>Finds the store that a text names.</summary>
public static class BackupStores
{
    /// <summary>The store of <c>/a/folder</c>, <c>a/folder</c>, <c>file:///a/folder</c> or <c>s3://bucket/prefix</c>.
    /// Nothing is created or connected yet.</summary>
    /// <param name="text">What names it. Credentials have no place in it.</param>
    /// <param name="time">The clock by which a store waits before it tries again; null for the system's.</param>
    /// <exception cref="BackupStoreException">It names no store. The message does not repeat what may be a
    /// password.</exception>
    public static BackupStore Open(string text, TimeProvider? time = null) =>
        Scheme(text) switch
        {
            _ when text.Any(char.IsControl) => throw new BackupStoreException(
                "The store's name has a control character in it. Give a folder, or s3://bucket/prefix."
            ),
            "s3" => OpenS3(text, time ?? TimeProvider.System),
            "file" => new DirectoryStore(Folder(text)),
            "" when text.Length > 0 => new DirectoryStore(text),
            "" => throw new BackupStoreException("The store has no name. Give a folder, or s3://bucket/prefix."),
            var other => throw new BackupStoreException(
                $"A store of the kind {other}: is not known. Known are a folder, file:///a/folder and "
                    + $"s3://bucket/prefix."
            ),
        };

    private static string Scheme(string text)
    {
        var end = text.IndexOf(':', StringComparison.Ordinal);
        // A single letter is a drive.
        return end > 1 && text[..end].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-')
            ? text[..end].ToLowerInvariant()
            : "";
    }

    private static string Folder(string text)
    {
        var rest = text["file:".Length..];
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            rest = rest.StartsWith("///", StringComparison.Ordinal) ? Uri.UnescapeDataString(rest[2..]) : "";
        }

        return rest.Length > 0
            ? rest
            : throw new BackupStoreException(
                "The URL names no folder on this machine. Write file:///a/folder, or the folder's path alone."
            );
    }

    // A separate method, so that the S3 library is loaded only when needed.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static S3Store OpenS3(string text, TimeProvider time) => new(S3Location.Parse(text), time);
}
