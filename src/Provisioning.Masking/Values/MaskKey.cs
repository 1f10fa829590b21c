using System.Security.Cryptography;
using System.Text;
using Provisioning.Security.Encryption;

namespace Provisioning.Masking.Values;

/// <summary>The key by which pseudonyms are made: the same key gives the same pseudonyms, and without it none leads
/// back. Never prints itself.</summary>
public sealed class MaskKey
{
    private readonly byte[] _bytes;

    private MaskKey(byte[] bytes, string? id) => (_bytes, Id) = (bytes, id);

    /// <summary>Identifies the key without revealing it; null for one of a single run.</summary>
    public string? Id { get; }

    /// <summary>A key that no one keeps: what is masked with it cannot be linked with what another run has
    /// masked.</summary>
    public static MaskKey OfOneRun() => new(RandomNumberGenerator.GetBytes(32), null);

    /// <summary>A key that is kept in a file or the environment.</summary>
    public static MaskKey Of(EncryptionKey key) =>
        new(HMACSHA256.HashData(key.Bytes, "provisioning-masking-1"u8), key.Id);

    /// <summary>The key of one purpose: results of two purposes cannot be linked.</summary>
    internal byte[] For(string purpose) => HMACSHA256.HashData(_bytes, Encoding.UTF8.GetBytes(purpose));

    /// <inheritdoc />
    public override string ToString() => Id is null ? "a key of this run alone" : $"key {Id}";
}
