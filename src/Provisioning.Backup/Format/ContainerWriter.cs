using System.IO.Compression;
using System.Security.Cryptography;

namespace Provisioning.Backup.Format;

/// <summary>Writes a container: header, then the payload, compressed and sealed in chunks. Without
/// <see cref="FinishAsync"/> what was written has no last chunk, and is never taken for complete.</summary>
internal sealed class ContainerWriter : IAsyncDisposable
{
    // Takes three quarters of the time of 1, and an eighth more room; higher ones take three times as long.
    private const int Quality = 0;

    private readonly SealingStream _sealing;
    private readonly BrotliStream? _compressing;

    private ContainerWriter(SealingStream sealing, bool isCompressed)
    {
        _sealing = sealing;
        _compressing = isCompressed
            ? new BrotliStream(sealing, new BrotliCompressionOptions { Quality = Quality }, leaveOpen: true)
            : null;
    }

    /// <summary>Where the payload is written to.</summary>
    public Stream Payload => _compressing ?? (Stream)_sealing;

    /// <summary>Begins a container.</summary>
    /// <param name="to">Where it is written to; stays open.</param>
    /// <param name="key">The key that seals it; null for checksums only.</param>
    /// <param name="isCompressed">Whether to compress the payload.</param>
    /// <param name="salt">32 bytes that no other file with this key has; null for random ones.</param>
    /// <param name="token">Cancels the operation.</param>
    public static async Task<ContainerWriter> BeginAsync(
        Stream to,
        BackupKey? key,
        bool isCompressed,
        byte[]? salt,
        CancellationToken token
    )
    {
        var header = new ContainerHeader(
            key is not null,
            isCompressed,
            salt ?? RandomNumberGenerator.GetBytes(32),
            key?.Id ?? "",
            key?.Passphrase
        );
        await to.WriteAsync(header.ToBytes(key), token);
        return new(new SealingStream(to, ChunkSeal.For(header, key)), isCompressed);
    }

    /// <summary>Seals a payload that is at hand, in one go.</summary>
    /// <returns>The container, which is to be disposed.</returns>
    public static RentedBytes Seal(ReadOnlySpan<byte> payload, BackupKey? key, bool isCompressed)
    {
        using var packed = isCompressed ? Compress(payload) : null;
        var body = packed is null ? payload : packed.Span;
        var header = new ContainerHeader(
            key is not null,
            isCompressed,
            RandomNumberGenerator.GetBytes(32),
            key?.Id ?? "",
            key?.Passphrase
        );
        var chunks = Math.Max(1, (body.Length + ChunkSeal.Chunk - 1) / ChunkSeal.Chunk);
        var container = new RentedBytes(ContainerHeader.Length + body.Length + (chunks * ChunkSeal.Tag));
        var to = container.Span;
        header.ToBytes(key).CopyTo(to);
        using var seal = ChunkSeal.For(header, key);
        to = to[ContainerHeader.Length..];
        for (var left = chunks; left > 0; left--)
        {
            var chunk = body[..Math.Min(body.Length, ChunkSeal.Chunk)];
            seal.Seal(chunk, isLast: left == 1, to);
            body = body[chunk.Length..];
            to = to[(chunk.Length + ChunkSeal.Tag)..];
        }

        return container;
    }

    /// <summary>Writes the last chunk.</summary>
    public async Task FinishAsync(CancellationToken token)
    {
        if (_compressing is not null)
        {
            await _compressing.DisposeAsync();
        }

        await _sealing.FinishAsync(token);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _sealing.Abandon();
        if (_compressing is not null)
        {
            await _compressing.DisposeAsync();
        }

        await _sealing.DisposeAsync();
    }

    private static RentedBytes Compress(ReadOnlySpan<byte> payload)
    {
        var packed = new RentedBytes(BrotliEncoder.GetMaxCompressedLength(payload.Length));
        return BrotliEncoder.TryCompress(payload, packed.Span, out var length, Quality, window: 22)
            ? packed.Cut(length)
            : throw new InvalidOperationException("There was less room than the encoder says that it needs at most.");
    }
}
