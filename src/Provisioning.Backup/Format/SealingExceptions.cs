namespace Provisioning.Backup.Format;

/// <summary>Data in a backup differs from what was written.</summary>
public sealed class BackupDamagedException(string message, Exception? inner = null)
    : ProvisioningException(
        // One may be the reason of another.
        message.Contains(Advice, StringComparison.Ordinal)
            ? message
            : $"{message} {Advice}",
        inner
    )
{
    private const string Advice = "Take another set or another store; `provision backup verify` says which are whole.";
}

/// <summary>A backup was sealed with a key that is not at hand. It may well be whole.</summary>
/// <param name="what">What was sealed.</param>
/// <param name="wanted">The id of the key that is needed.</param>
/// <param name="given">The ids of the keys at hand.</param>
/// <param name="isPassphrase">Whether the key comes from a passphrase.</param>
public sealed class WrongKeyException(string what, string wanted, IReadOnlyList<string> given, bool isPassphrase)
    : ProvisioningException(
        $"{what} is sealed with key {wanted}{(isPassphrase ? ", which comes from a passphrase" : "")}, and "
            + $"{(given.Count == 0 ? "no key was given" : $"what was given is {string.Join(", ", given)}")}. "
            + (isPassphrase ? "Give its passphrase with --passphrase-file." : "Give its key with --key-file.")
    )
{
    /// <summary>The id of the key that is needed.</summary>
    public string Wanted { get; } = wanted;
}
