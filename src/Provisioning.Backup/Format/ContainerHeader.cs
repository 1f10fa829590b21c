using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Provisioning.Backup.Format;

/// <summary>The first 112 bytes of a container.</summary>
/// <param name="IsEncrypted">Whether its chunks are encrypted; else they carry a checksum each.</param>
/// <param name="IsCompressed">Whether its payload is compressed with Brotli.</param>
/// <param name="Salt">32 random bytes that make the file's own key.</param>
/// <param name="KeyId">The id of the key; empty where it is not encrypted.</param>
/// <param name="Passphrase">How the key comes from a passphrase; null for a key of its own.</param>
internal sealed record ContainerHeader(
    bool IsEncrypted,
    bool IsCompressed,
    byte[] Salt,
    string KeyId,
    PassphraseSettings? Passphrase
)
{
    public const int Length = 112;
    private const int Signed = 80;
    private const int ChunkBits = 16;

    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'D', (byte)'B', (byte)'K', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The header as bytes, signed.</summary>
    public byte[] ToBytes(BackupKey? key)
    {
        var bytes = new byte[Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(8), 1);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(10), Length);
        bytes[12] = (byte)(Passphrase is null ? 0 : 1);
        bytes[13] = (byte)(IsEncrypted ? 1 : 0);
        bytes[14] = (byte)(IsCompressed ? 1 : 0);
        bytes[15] = ChunkBits;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), Passphrase?.Iterations ?? 0);
        Salt.CopyTo(bytes, 24);
        Convert.FromHexString(KeyId).CopyTo(bytes, 56);
        Convert.FromHexString(Passphrase?.Salt ?? "").CopyTo(bytes, 72);
        Signature(bytes, key, Salt).CopyTo(bytes, Signed);
        return bytes;
    }

    /// <summary>Reads a header, and finds the key that it names.</summary>
    /// <exception cref="BackupDamagedException">It is none, of a later version, or changed.</exception>
    /// <exception cref="WrongKeyException">Its key is not at hand.</exception>
    public static (ContainerHeader Header, BackupKey? Key) Parse(
        ReadOnlySpan<byte> bytes,
        BackupKeyring keys,
        string what
    )
    {
        if (bytes.Length < Length || !bytes.StartsWith(Magic))
        {
            throw new BackupDamagedException($"{what} is not a backup object (wrong signature).");
        }

        var version = BinaryPrimitives.ReadUInt16BigEndian(bytes[8..]);
        if (version != 1)
        {
            throw new BackupDamagedException(
                $"{what} is of version {version} of the format, and this program knows version 1."
            );
        }

        if (
            BinaryPrimitives.ReadUInt16BigEndian(bytes[10..]) != Length
            || bytes[12] > 1
            || bytes[13] > 1
            || bytes[14] > 1
            || bytes[15] != ChunkBits
            || bytes[20..24].ContainsAnyExcept((byte)0)
        )
        {
            throw new BackupDamagedException(
                $"{what} was written in a way that this program does not know (key {bytes[12]}, cipher {bytes[13]}, "
                    + $"compression {bytes[14]}, chunks {bytes[15]})."
            );
        }

        var passphrase =
            bytes[12] == 0
                ? null
                : new PassphraseSettings(
                    Convert.ToHexStringLower(bytes[72..80]),
                    BinaryPrimitives.ReadInt32BigEndian(bytes[16..])
                );
        var header = new ContainerHeader(
            bytes[13] == 1,
            bytes[14] == 1,
            bytes[24..56].ToArray(),
            bytes[13] == 1 ? Convert.ToHexStringLower(bytes[56..72]) : "",
            passphrase
        );
        var key = header.IsEncrypted ? keys.Find(header.KeyId, passphrase, what) : null;
        return CryptographicOperations.FixedTimeEquals(header.ToBytes(key), bytes[..Length])
            ? (header, key)
            : throw new BackupDamagedException($"{what} has a damaged header.");
    }

    private static byte[] Signature(byte[] bytes, BackupKey? key, byte[] salt) =>
        key is null
            ? SHA256.HashData(bytes.AsSpan(0, Signed))
            : HMACSHA256.HashData(key.Derive(salt, "dbk1 header"u8), bytes.AsSpan(0, Signed));
}
