using System.Buffers.Text;
using System.Security.Cryptography;

namespace Provisioning.Security.Encryption;

/// <summary>AES-256-GCM as <c>v1.key.payload</c>: the key's <see cref="EncryptionKey.Id"/>, then nonce (12 bytes),
/// ciphertext and tag (16 bytes) in URL-safe base64 without padding.</summary>
/// <param name="key">The key.</param>
/// <param name="random">Gives so many random bytes; null for the system's random numbers.</param>
public sealed class AesGcmCipher(EncryptionKey key, Func<int, byte[]>? random = null) : ColumnCipher
{
    /// <summary>What its texts begin with.</summary>
    internal const string Prefix = "v1.";

    private const int Nonce = 12;
    private const int Tag = 16;

    /// <inheritdoc />
    public override string Scheme => "aesgcm-v1";

    /// <inheritdoc />
    public override string Encrypt(ReadOnlySpan<byte> plain)
    {
        var payload = new byte[Nonce + plain.Length + Tag];
        (random?.Invoke(Nonce) ?? RandomNumberGenerator.GetBytes(Nonce)).CopyTo(payload, 0);
        using var aes = new AesGcm(key.Bytes, Tag);
        aes.Encrypt(
            payload.AsSpan(0, Nonce),
            plain,
            payload.AsSpan(Nonce, plain.Length),
            payload.AsSpan(Nonce + plain.Length)
        );
        return $"{Prefix}{key.Id}.{Base64Url.EncodeToString(payload)}";
    }

    /// <inheritdoc />
    public override byte[] DecryptBytes(string token)
    {
        var parts = token.Split('.');
        if (parts is not ["v1", var id, var encoded] || !Base64Url.IsValid(encoded))
        {
            throw new DecryptionException("it is no aesgcm-v1 value");
        }

        if (id != key.Id)
        {
            throw new DecryptionException($"it was encrypted with key {id}, and this is {key.Id}");
        }

        var payload = Base64Url.DecodeFromChars(encoded);
        if (payload.Length < Nonce + Tag)
        {
            throw new DecryptionException("it is cut short");
        }

        var plain = new byte[payload.Length - Nonce - Tag];
        using var aes = new AesGcm(key.Bytes, Tag);
        try
        {
            aes.Decrypt(
                payload.AsSpan(0, Nonce),
                payload.AsSpan(Nonce, plain.Length),
                payload.AsSpan(Nonce + plain.Length),
                plain
            );
        }
        catch (AuthenticationTagMismatchException error)
        {
            throw new DecryptionException("it was changed since", error);
        }

        return plain;
    }
}
