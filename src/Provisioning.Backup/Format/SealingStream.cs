namespace Provisioning.Backup.Format;

/// <summary>Cuts what is written into chunks and seals each.</summary>
internal sealed class SealingStream(Stream to, ChunkSeal seal) : WriteOnlyStream
{
    private readonly byte[] _plain = new byte[ChunkSeal.Chunk];
    private readonly byte[] _sealed = new byte[ChunkSeal.Chunk + ChunkSeal.Tag];
    private int _filled;
    private bool _isAbandoned;

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        while (!_isAbandoned && buffer.Length > 0)
        {
            // A full chunk waits for what follows: it may be the last.
            if (_filled == ChunkSeal.Chunk)
            {
                await WriteChunkAsync(isLast: false, cancellationToken);
            }

            var taken = Math.Min(buffer.Length, ChunkSeal.Chunk - _filled);
            buffer[..taken].CopyTo(_plain.AsMemory(_filled));
            _filled += taken;
            buffer = buffer[taken..];
        }
    }

    /// <summary>Seals and writes the last chunk.</summary>
    public Task FinishAsync(CancellationToken token) => WriteChunkAsync(isLast: true, token);

    /// <summary>Takes everything from now on and writes none of it.</summary>
    public void Abandon() => _isAbandoned = true;

    protected override void Dispose(bool disposing)
    {
        seal.Dispose();
        base.Dispose(disposing);
    }

    private async Task WriteChunkAsync(bool isLast, CancellationToken token)
    {
        seal.Seal(_plain.AsSpan(0, _filled), isLast, _sealed);
        await to.WriteAsync(_sealed.AsMemory(0, _filled + ChunkSeal.Tag), token);
        _filled = 0;
    }
}
