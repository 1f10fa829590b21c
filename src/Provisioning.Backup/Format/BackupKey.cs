using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Provisioning.Security.Encryption;
using Provisioning.Security.Files;

namespace Provisioning.Backup.Format;

/// <summary>A key of 32 bytes that seals backups. Never prints itself. It is no key of encrypted columns: those have
/// <see cref="EncryptionKey"/>.</summary>
public sealed class BackupKey
{
    private const string Prefix = "DBKKEY1:";
    private const int Length = 32;
    private const int Checksum = 4;

    private readonly byte[] _master;

    private BackupKey(byte[] master, PassphraseSettings? passphrase)
    {
        (_master, Passphrase) = (master, passphrase);
        Id = Convert.ToHexStringLower(
            HKDF.DeriveKey(HashAlgorithmName.SHA256, master, 16, info: "dbk1 key id"u8.ToArray())
        );
    }

    /// <summary>Identifies the key without revealing it: 32 hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>How it comes from a passphrase; null for a key of its own.</summary>
    public PassphraseSettings? Passphrase { get; }

    /// <summary>A new key from the system's random numbers.</summary>
    public static BackupKey Generate() => new(RandomNumberGenerator.GetBytes(Length), passphrase: null);

    /// <summary>The key that a passphrase and its settings make. Takes a fifth of a second.</summary>
    /// <exception cref="ProvisioningException">The passphrase is shorter than 12 characters.</exception>
    public static BackupKey FromPassphrase(string passphrase, PassphraseSettings settings) =>
        passphrase.Length < 12
            ? throw new ProvisioningException(
                "The passphrase has fewer than 12 characters. Choose a longer one, such as six words."
            )
            : new(
                Rfc2898DeriveBytes.Pbkdf2(
                    Encoding.UTF8.GetBytes(passphrase),
                    Convert.FromHexString(settings.Salt),
                    settings.Iterations,
                    HashAlgorithmName.SHA256,
                    Length
                ),
                settings
            );

    /// <summary>The key that the text of a key file encodes. Nothing but what <see cref="Export"/> writes is taken: a
    /// key in another form would be another key, and one would find out at the restore.</summary>
    /// <exception cref="ProvisioningException">The text is no backup key.</exception>
    public static BackupKey Parse(string text)
    {
        var trimmed = text.AsSpan().Trim();
        var payload =
            trimmed.StartsWith(Prefix)
            && trimmed[Prefix.Length..] is { Length: (Length + Checksum) / 3 * 4 } encoded
            && Base64Url.IsValid(encoded)
                ? Base64Url.DecodeFromChars(encoded)
                : throw new ProvisioningException(
                    $"This is no key for backups: one begins with {Prefix}. `provision backup key FILE` makes one."
                );
        return CryptographicOperations.FixedTimeEquals(Sum(payload.AsSpan(0, Length)), payload.AsSpan(Length))
            ? new(payload[..Length], passphrase: null)
            : throw new ProvisioningException(
                "This key for backups has been mistyped or cut: its checksum is another. Take it from where it was "
                    + "kept."
            );
    }

    /// <summary>Reads a key from a file that only its owner may read.</summary>
    /// <exception cref="ProvisioningException">There is no such file, others may read it, or it holds no backup
    /// key.</exception>
    public static BackupKey Load(string path) =>
        Parse(PrivateFile.ReadText(path, "key file", allowShared: false).Trim());

    /// <summary>Writes the key to a new file that only its owner may read.</summary>
    /// <exception cref="FileFailedException">The file is there already, or cannot be written.</exception>
    public void Save(string path)
    {
        using var file = DurableFile.Create(path);
        file.Write(Encoding.ASCII.GetBytes($"{Export()}\n"));
        DurableFile.Flush(file.SafeFileHandle, path);
    }

    /// <summary>The key as the text of its file. Not to be shown.</summary>
    public string Export() => Prefix + Base64Url.EncodeToString([.. _master, .. Sum(_master)]);

    /// <inheritdoc />
    public override string ToString() => $"key {Id}";

    /// <summary>A key for one purpose.</summary>
    internal byte[] Derive(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> purpose)
    {
        var key = new byte[Length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _master, key, salt, purpose);
        return key;
    }

    private static byte[] Sum(ReadOnlySpan<byte> key) => SHA256.HashData([.. "dbk1 key file"u8, .. key])[..Checksum];
}

/// <summary>How a key comes from a passphrase: PBKDF2 with SHA-256. The same for all files of a repository.</summary>
/// <param name="Salt">8 random bytes, in hexadecimal digits.</param>
/// <param name="Iterations">How often it is hashed.</param>
public sealed record PassphraseSettings(string Salt, int Iterations)
{
    /// <summary>The least that is safe.</summary>
    public const int Fewest = 600_000;

    /// <summary>The most that is worked through: a damaged or hostile file could ask for hours.</summary>
    public const int Most = 10_000_000;

    /// <summary>Settings of their own.</summary>
    public static PassphraseSettings Generate() =>
        new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), Fewest);

    /// <summary>Whether the settings are within the bounds.</summary>
    internal bool IsSane => Salt.Length == 16 && Salt.All(char.IsAsciiHexDigit) && Iterations is >= Fewest and <= Most;
}
