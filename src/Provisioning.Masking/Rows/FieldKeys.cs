using Provisioning.Schema;
using Provisioning.Security.Encryption;
using Provisioning.Systems;

namespace Provisioning.Masking.Rows;

/// <summary>The columns that the application encrypts, and the keys of the two sides.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="From">The key that their values have; null where it is not at hand.</param>
/// <param name="To">The key that they get; null for the one that they have.</param>
public sealed record FieldKeys(ValueList<EncryptedColumn> Columns, EncryptionKey? From, EncryptionKey? To)
{
    /// <summary>No column is encrypted.</summary>
    public static FieldKeys None { get; } = new([], null, null);
}
