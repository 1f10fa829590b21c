using System.Text;
using Provisioning.Systems;

namespace Provisioning.Security.Encryption;

/// <summary>Encrypts the values of a column, each into a text of its own.</summary>
public abstract class ColumnCipher
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The scheme in settings and reports: <c>fernet</c>, <c>aesgcm-v1</c>, <c>fernet-base64</c>.</summary>
    public abstract string Scheme { get; }

    /// <summary>Encrypts a value. Two calls with the same value give different texts.</summary>
    public abstract string Encrypt(ReadOnlySpan<byte> plain);

    /// <summary>Encrypts a text, as UTF-8.</summary>
    public string Encrypt(string plain) => Encrypt(Encoding.UTF8.GetBytes(plain));

    /// <summary>Decrypts what <see cref="Encrypt(ReadOnlySpan{byte})"/>, or another program with the same key, has
    /// made. What was encrypted need not be text.</summary>
    /// <exception cref="DecryptionException">The text was not made with this key, or was changed since.</exception>
    public abstract byte[] DecryptBytes(string token);

    /// <summary>Decrypts a text.</summary>
    /// <exception cref="DecryptionException">It was not made with this key, was changed since, or what was encrypted is
    /// no text in UTF-8.</exception>
    public string Decrypt(string token)
    {
        try
        {
            return Strict.GetString(DecryptBytes(token));
        }
        catch (DecoderFallbackException error)
        {
            throw new DecryptionException("what was encrypted is no text in UTF-8", error);
        }
    }

    /// <summary>The cipher of a scheme.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="key">The key.</param>
    public static ColumnCipher Of(EncryptionScheme scheme, EncryptionKey key) =>
        scheme switch
        {
            EncryptionScheme.Fernet => new FernetCipher(key),
            EncryptionScheme.AesGcm => new AesGcmCipher(key),
            EncryptionScheme.FernetInBase64 => new FernetInBase64Cipher(key),
            _ => throw new System.Diagnostics.UnreachableException($"{scheme}"),
        };

    /// <summary>The cipher that a text was made with, found by its prefix.</summary>
    /// <param name="token">The text.</param>
    /// <param name="key">The key.</param>
    /// <exception cref="DecryptionException">It is of no kind known here.</exception>
    public static ColumnCipher For(string token, EncryptionKey key) =>
        token.StartsWith(AesGcmCipher.Prefix, StringComparison.Ordinal) ? new AesGcmCipher(key)
        : token.StartsWith("gAAAA", StringComparison.Ordinal) ? new FernetCipher(key)
        : token.StartsWith(FernetInBase64Cipher.Prefix, StringComparison.Ordinal) ? new FernetInBase64Cipher(key)
        : throw new DecryptionException("it is no encrypted value of a kind known here");
}

/// <summary>An encrypted value cannot be read. The message holds neither value nor key.</summary>
public sealed class DecryptionException(string why, Exception? inner = null)
    : ProvisioningException(
        $"An encrypted value cannot be read: {why}. Give the key that it was encrypted with.",
        inner
    );
