using System.Buffers.Text;
using System.Text;

namespace Provisioning.Security;

/// <summary>Fernet tokens in URL-safe base64 once more, as VibeSurf stores them.</summary>
/// <param name="fernet">Makes and reads the tokens.</param>
public sealed class FernetInBase64Cipher(FernetCipher fernet) : ColumnCipher
{
    // What every token begins with, gAAAA, is this in base64.
    internal const string Prefix = "Z0FBQU";

    /// <inheritdoc />
    public override string Scheme => "fernet-base64";

    /// <inheritdoc />
    public override string Encrypt(string plain) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(fernet.Encrypt(plain))).Replace('+', '-').Replace('/', '_');

    /// <inheritdoc />
    public override string Decrypt(string token)
    {
        var text = token.TrimEnd('=');
        return Base64Url.IsValid(text) ? fernet.Decrypt(Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)))
            : throw new DecryptionException("it is no base64");
    }
}
