namespace Provisioning.Backup.Format;

/// <summary>Opens a container's chunks one after the other. Ends only after the chunk that was sealed as the
/// last.</summary>
internal sealed class OpeningStream(Stream from, ChunkSeal seal, string what) : ReadOnlyStream
{
    private const int Sealed = ChunkSeal.Chunk + ChunkSeal.Tag;

    private readonly byte[] _plain = new byte[ChunkSeal.Chunk];
    private byte[] _chunk = new byte[Sealed];
    private byte[] _next = new byte[Sealed];
    private int _nextLength = -1;
    private int _at;
    private int _filled;
    private long _number;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_at == _filled && _nextLength != 0)
        {
            await OpenNextAsync(cancellationToken);
        }

        var taken = Math.Min(buffer.Length, _filled - _at);
        _plain.AsMemory(_at, taken).CopyTo(buffer);
        _at += taken;
        return taken;
    }

    protected override void Dispose(bool disposing)
    {
        seal.Dispose();
        from.Dispose();
        base.Dispose(disposing);
    }

    private async Task OpenNextAsync(CancellationToken token)
    {
        var length =
            _nextLength >= 0
                ? _nextLength
                : await from.ReadAtLeastAsync(_next, Sealed, throwOnEndOfStream: false, token);
        (_chunk, _next) = (_next, _chunk);
        _nextLength =
            length < Sealed ? 0 : await from.ReadAtLeastAsync(_next, Sealed, throwOnEndOfStream: false, token);
        // Only an empty payload has an empty chunk.
        if (length < ChunkSeal.Tag || (length == ChunkSeal.Tag && _number > 0))
        {
            throw new BackupDamagedException($"{what} is cut short after {_number * ChunkSeal.Chunk:N0} bytes.");
        }

        (_at, _filled) = (0, length - ChunkSeal.Tag);
        if (!seal.TryOpen(_chunk.AsSpan(0, length), isLast: _nextLength == 0, _plain.AsSpan(0, _filled)))
        {
            throw new BackupDamagedException(
                $"{what} is damaged or cut short after byte {_number * ChunkSeal.Chunk:N0}."
            );
        }

        _number++;
    }
}
