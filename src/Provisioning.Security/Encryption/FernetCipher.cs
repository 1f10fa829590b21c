using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Provisioning.Security.Encryption;

/// <summary>Fernet tokens, version 0x80: AES-128-CBC with HMAC-SHA256, as its specification (github.com/fernet/spec)
/// and Python's cryptography have it. The first half of the key signs, the second encrypts.</summary>
/// <param name="key">The key.</param>
/// <param name="time">The clock that the token's time comes from; null for the system's.</param>
/// <param name="random">Gives so many random bytes; null for the system's random numbers.</param>
public sealed class FernetCipher(EncryptionKey key, TimeProvider? time = null, Func<int, byte[]>? random = null)
    : ColumnCipher
{
    private const byte Version = 0x80;
    private const int Block = 16;
    private const int Header = 1 + 8 + Block;
    private const int Signature = 32;

    /// <inheritdoc />
    public override string Scheme => "fernet";

    /// <inheritdoc />
    public override string Encrypt(ReadOnlySpan<byte> plain)
    {
        var iv = random?.Invoke(Block) ?? RandomNumberGenerator.GetBytes(Block);
        using var aes = Cipher();
        var encrypted = aes.EncryptCbc(plain, iv);
        var token = new byte[Header + encrypted.Length + Signature];
        token[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(
            token.AsSpan(1),
            (time ?? TimeProvider.System).GetUtcNow().ToUnixTimeSeconds()
        );
        iv.CopyTo(token, 9);
        encrypted.CopyTo(token, Header);
        Sign(token.AsSpan(0, Header + encrypted.Length), token.AsSpan(Header + encrypted.Length));
        return Convert.ToBase64String(token).Replace('+', '-').Replace('/', '_');
    }

    /// <inheritdoc />
    public override byte[] DecryptBytes(string token)
    {
        var text = token.TrimEnd('=');
        var bytes = Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : [];
        if (
            bytes.Length < Header + Block + Signature
            || bytes[0] != Version
            || (bytes.Length - Header - Signature) % Block != 0
        )
        {
            throw new DecryptionException("it is no Fernet token");
        }

        Span<byte> expected = stackalloc byte[Signature];
        Sign(bytes.AsSpan(0, bytes.Length - Signature), expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, bytes.AsSpan(bytes.Length - Signature)))
        {
            throw new DecryptionException("its signature is not this key's");
        }

        using var aes = Cipher();
        try
        {
            return aes.DecryptCbc(bytes.AsSpan(Header, bytes.Length - Header - Signature), bytes.AsSpan(9, Block));
        }
        catch (CryptographicException error)
        {
            throw new DecryptionException("its padding is none that Fernet writes", error);
        }
    }

    private void Sign(ReadOnlySpan<byte> message, Span<byte> to) =>
        HMACSHA256.HashData(key.Bytes[..Block], message, to);

    private Aes Cipher()
    {
        var aes = Aes.Create();
        aes.Key = key.Bytes[Block..].ToArray();
        return aes;
    }
}
