using System.Security.Cryptography;
using Provisioning.Backup.Format;

namespace Provisioning.Backup.Repository;

/// <summary>Reads an object and compares it with its manifest; a difference throws, at its end at the latest.</summary>
internal sealed class CheckedStream(Stream from, ManifestObject item, string location) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _bytes;

    public override long Position
    {
        get => _bytes;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await from.ReadAsync(buffer, cancellationToken);
        _hash.AppendData(buffer.Span[..read]);
        _bytes += read;
        return
            buffer.Length == 0
            || (read > 0 && _bytes <= item.Bytes)
            || (_bytes == item.Bytes && Convert.ToHexStringLower(_hash.GetCurrentHash()) == item.Sha256)
            ? read
            : throw new BackupDamagedException(
                $"{item.Name} in {location} is not what was written: "
                    + $"{(_bytes == item.Bytes ? "its hash is different" : _bytes > item.Bytes ? "it is longer"
                        : "it is shorter")}."
            );
    }

    protected override void Dispose(bool disposing)
    {
        from.Dispose();
        _hash.Dispose();
        base.Dispose(disposing);
    }
}
