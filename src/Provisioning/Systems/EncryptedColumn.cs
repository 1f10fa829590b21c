using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>A column whose values the application encrypts, each into a text of its own.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
/// <param name="Scheme">How its values are encrypted when they are rewritten; stored values carry their own
/// scheme.</param>
public sealed record EncryptedColumn(ObjectName Table, string Column, EncryptionScheme Scheme);

/// <summary>How a column's values are encrypted.</summary>
public enum EncryptionScheme
{
    /// <summary>A Fernet token.</summary>
    Fernet,

    /// <summary>AES-256-GCM as <c>v1.key.payload</c>: key id, then nonce, ciphertext and tag in URL-safe
    /// base64.</summary>
    AesGcm,

    /// <summary>A Fernet token in base64 once more, as VibeSurf stores it.</summary>
    FernetInBase64,
}
