using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Provisioning.Security.Files;

namespace Provisioning.Security.Encryption;

/// <summary>A key of 32 bytes for encrypted columns. Never prints itself.</summary>
public sealed class EncryptionKey
{
    private const int Length = 32;

    private readonly byte[] _bytes;

    private EncryptionKey(byte[] bytes) => _bytes = bytes;

    /// <summary>Identifies the key without revealing it: the first 8 hexadecimal digits of its SHA-256.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(_bytes).AsSpan(0, 4));

    /// <summary>The key's bytes.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>A new key from the system's random numbers.</summary>
    public static EncryptionKey Generate() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>The key that a text encodes: 32 bytes as base64, as URL-safe base64 (a Fernet key) or as 64 hexadecimal
    /// digits. Any other text is a passphrase whose SHA-256 is the key, as in QueryGPT.</summary>
    /// <exception cref="ProvisioningException">The text is empty.</exception>
    public static EncryptionKey Parse(string text)
    {
        var trimmed = text.Trim();
        return trimmed.Length == 0
            ? throw new ProvisioningException("The encryption key is empty. `provision keys new` makes one.")
            : new(FromHex(trimmed) ?? FromBase64(trimmed) ?? SHA256.HashData(Encoding.UTF8.GetBytes(trimmed)));
    }

    /// <summary>The key of these bytes, which are copied.</summary>
    /// <exception cref="ArgumentException">They are not 32.</exception>
    public static EncryptionKey FromBytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Length
            ? new(bytes.ToArray())
            : throw new ArgumentException($"A key has {Length} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>Reads a key from a file that only its owner may read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="allowShared">Whether others may be able to read it.</param>
    /// <exception cref="ProvisioningException">There is no such file, it cannot be read, or others may read
    /// it.</exception>
    public static EncryptionKey Load(string path, bool allowShared = false)
    {
        if (!File.Exists(path))
        {
            throw new ProvisioningException(
                $"There is no key file {path}. Name the one that the data was encrypted with."
            );
        }

        return Parse(PrivateFile.ReadText(path, "key file", allowShared));
    }

    /// <summary>The key as URL-safe base64, for the file that keeps it. Not to be shown.</summary>
    public string Export() => Convert.ToBase64String(_bytes).Replace('+', '-').Replace('/', '_');

    /// <inheritdoc />
    public override string ToString() => $"key {Id}";

    private static byte[]? FromHex(string text) =>
        text.Length == 2 * Length && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : null;

    private static byte[]? FromBase64(string text)
    {
        var plain = text.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        // The decoder ignores white space, which only a passphrase has.
        return
            !plain.Any(char.IsWhiteSpace)
            && Base64Url.IsValid(plain)
            && Base64Url.DecodeFromChars(plain) is { Length: Length } bytes
            ? bytes
            : null;
    }
}
