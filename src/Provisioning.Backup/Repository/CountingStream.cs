using System.Security.Cryptography;
using Provisioning.Backup.Format;

namespace Provisioning.Backup.Repository;

/// <summary>Forwards bytes, counting and hashing them.</summary>
internal sealed class CountingStream(Stream to) : WriteOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>How many there were.</summary>
    public long Bytes { get; private set; }

    /// <summary>SHA-256 of them, in hexadecimal digits.</summary>
    public string Hash() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        _hash.AppendData(buffer.Span);
        Bytes += buffer.Length;
        await to.WriteAsync(buffer, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        base.Dispose(disposing);
    }
}
