using System.Buffers.Text;
using System.Text;

namespace Provisioning.Security.Encryption;

/// <summary>A Fernet token in URL-safe base64 once more, as VibeSurf stores it.</summary>
/// <param name="key">The key.</param>
/// <param name="time">The clock that the token's time comes from; null for the system's.</param>
/// <param name="random">Gives so many random bytes; null for the system's random numbers.</param>
public sealed class FernetInBase64Cipher(EncryptionKey key, TimeProvider? time = null, Func<int, byte[]>? random = null)
    : ColumnCipher
{
    /// <summary>What its texts begin with: the beginning of a Fernet token in base64.</summary>
    internal const string Prefix = "Z0FBQU";

    private readonly FernetCipher _fernet = new(key, time, random);

    /// <inheritdoc />
    public override string Scheme => "fernet-base64";

    /// <inheritdoc />
    public override string Encrypt(ReadOnlySpan<byte> plain) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(_fernet.Encrypt(plain))).Replace('+', '-').Replace('/', '_');

    /// <inheritdoc />
    public override byte[] DecryptBytes(string token)
    {
        var text = token.TrimEnd('=');
        return Base64Url.IsValid(text)
            ? _fernet.DecryptBytes(Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)))
            : throw new DecryptionException("it is no Fernet token in base64");
    }
}
