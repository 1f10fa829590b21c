using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Provisioning.Backup.Format;

/// <summary>Seals one chunk after the other, so that none can be changed, moved, left out or added.</summary>
internal abstract class ChunkSeal : IDisposable
{
    public const int Chunk = 65_536;
    public const int Tag = 16;

    private readonly byte[] _nonce = new byte[12];
    private long _counter;

    /// <summary>The seal of a container: encryption with the file's own key, or checksums.</summary>
    public static ChunkSeal For(ContainerHeader header, BackupKey? key) =>
        key is null ? new HashSeal(header.Salt) : new GcmSeal(key.Derive(header.Salt, "dbk1 payload"u8));

    /// <summary>Seals the next chunk: as many bytes as it has, followed by its tag.</summary>
    public void Seal(ReadOnlySpan<byte> plain, bool isLast, Span<byte> to) =>
        Seal(Next(isLast), plain, to[..plain.Length], to.Slice(plain.Length, Tag));

    /// <summary>Opens the next chunk. False: it is not what was written there.</summary>
    public bool TryOpen(ReadOnlySpan<byte> chunk, bool isLast, Span<byte> to) =>
        TryOpen(Next(isLast), chunk[..^Tag], chunk[^Tag..], to);

    public abstract void Dispose();

    protected abstract void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> cipher, Span<byte> tag);

    protected abstract bool TryOpen(
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> cipher,
        ReadOnlySpan<byte> tag,
        Span<byte> plain
    );

    private byte[] Next(bool isLast)
    {
        BinaryPrimitives.WriteInt64BigEndian(_nonce.AsSpan(3), _counter++);
        _nonce[11] = (byte)(isLast ? 1 : 0);
        return _nonce;
    }

    private sealed class GcmSeal(byte[] key) : ChunkSeal
    {
        private readonly AesGcm _aes = new(key, Tag);

        public override void Dispose() => _aes.Dispose();

        protected override void Seal(
            ReadOnlySpan<byte> nonce,
            ReadOnlySpan<byte> plain,
            Span<byte> cipher,
            Span<byte> tag
        ) => _aes.Encrypt(nonce, plain, cipher, tag);

        protected override bool TryOpen(
            ReadOnlySpan<byte> nonce,
            ReadOnlySpan<byte> cipher,
            ReadOnlySpan<byte> tag,
            Span<byte> plain
        )
        {
            try
            {
                _aes.Decrypt(nonce, cipher, tag, plain);
                return true;
            }
            catch (AuthenticationTagMismatchException)
            {
                return false;
            }
        }
    }

    // Detects damage; it is no protection against tampering.
    private sealed class HashSeal(byte[] salt) : ChunkSeal
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public override void Dispose() => _hash.Dispose();

        protected override void Seal(
            ReadOnlySpan<byte> nonce,
            ReadOnlySpan<byte> plain,
            Span<byte> cipher,
            Span<byte> tag
        )
        {
            plain.CopyTo(cipher);
            Sum(nonce, plain)[..Tag].CopyTo(tag);
        }

        protected override bool TryOpen(
            ReadOnlySpan<byte> nonce,
            ReadOnlySpan<byte> cipher,
            ReadOnlySpan<byte> tag,
            Span<byte> plain
        )
        {
            cipher.CopyTo(plain);
            return tag.SequenceEqual(Sum(nonce, cipher)[..Tag]);
        }

        private ReadOnlySpan<byte> Sum(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain)
        {
            _hash.AppendData(salt);
            _hash.AppendData(nonce);
            _hash.AppendData(plain);
            return _hash.GetHashAndReset();
        }
    }
}
