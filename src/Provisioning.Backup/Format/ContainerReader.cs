using System.IO.Compression;

namespace Provisioning.Backup.Format;

/// <summary>Reads a container's payload. What it gives is what was written; at its end the whole container has been
/// seen. Damage throws as soon as it is met.</summary>
internal sealed class ContainerReader : ReadOnlyStream
{
    private readonly string _what;
    private readonly OpeningStream _opening;
    private readonly BrotliStream? _unpacking;
    private readonly long _most;
    private long _given;

    private ContainerReader(string what, OpeningStream opening, bool isCompressed, long most)
    {
        (_what, _opening, _most) = (what, opening, most);
        _unpacking = isCompressed ? new BrotliStream(opening, CompressionMode.Decompress, leaveOpen: true) : null;
    }

    public override long Position
    {
        get => _given;
        set => throw new NotSupportedException();
    }

    /// <summary>Opens a container.</summary>
    /// <param name="from">Its bytes; closed with the reader.</param>
    /// <param name="keys">The keys at hand.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="most">How many bytes its payload has at most.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="BackupDamagedException">It is no container, or a damaged one.</exception>
    /// <exception cref="WrongKeyException">Its key is not at hand.</exception>
    public static async Task<ContainerReader> OpenAsync(
        Stream from,
        BackupKeyring keys,
        string what,
        long most,
        CancellationToken token
    )
    {
        var bytes = new byte[ContainerHeader.Length];
        var read = await from.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, token);
        var (header, key) = ContainerHeader.Parse(bytes.AsSpan(0, read), keys, what);
        return new(what, new OpeningStream(from, ChunkSeal.For(header, key), what), header.IsCompressed, most);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await UnpackAsync(buffer, cancellationToken);
        _given += read;
        return _given > _most
            ? throw new BackupDamagedException(
                $"{_what} unpacks to more than the {_most:N0} bytes that it should have."
            )
            : read;
    }

    protected override void Dispose(bool disposing)
    {
        _unpacking?.Dispose();
        _opening.Dispose();
        base.Dispose(disposing);
    }

    private async Task<int> UnpackAsync(Memory<byte> buffer, CancellationToken token)
    {
        if (_unpacking is null || buffer.Length == 0)
        {
            return await _opening.ReadAsync(buffer, token);
        }

        try
        {
            var read = await _unpacking.ReadAsync(buffer, token);
            // The compressed bytes end before the container does where it was cut or something was added.
            return read > 0 || await _opening.ReadAsync(new byte[1], token) == 0
                ? read
                : throw new BackupDamagedException($"{_what} has trailing data.");
        }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException)
        {
            throw new BackupDamagedException($"{_what} cannot be unpacked.", error);
        }
    }
}
