using System.Buffers;

namespace Provisioning.Backup.Format;

/// <summary>Bytes in memory that is used again once they are disposed.</summary>
/// <param name="length">How many bytes to rent.</param>
internal sealed class RentedBytes(int length) : IDisposable
{
    private readonly byte[] _rented = ArrayPool<byte>.Shared.Rent(length);

    /// <summary>The number of bytes.</summary>
    public int Length { get; private set; } = length;

    /// <summary>The bytes.</summary>
    public Memory<byte> Memory => _rented.AsMemory(0, Length);

    /// <summary>The bytes.</summary>
    public Span<byte> Span => _rented.AsSpan(0, Length);

    /// <summary>Cuts the bytes to the given length.</summary>
    public RentedBytes Cut(int length)
    {
        Length = length;
        return this;
    }

    /// <inheritdoc />
    public void Dispose() => ArrayPool<byte>.Shared.Return(_rented);
}
