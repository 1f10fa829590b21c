using System.Security.Cryptography;
using System.Text;

namespace Provisioning.Seeding;

/// <summary>UUIDs made from names, version 5 of RFC 9562: the same name has the same UUID everywhere, so a fixed row is
/// recognised when it is added again.</summary>
public static class NameBasedId
{
    /// <summary>The namespace that RFC 9562 reserves for domain names.</summary>
    public static Guid Dns { get; } = new("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    /// <summary>The UUID of a name.</summary>
    /// <param name="space">The namespace: <see cref="Dns"/>, or any UUID of your own.</param>
    /// <param name="name">The name, compared to the letter.</param>
    public static Guid Create(Guid space, string name)
    {
        var length = Encoding.UTF8.GetByteCount(name);
        var text = new byte[16 + length];
        space.TryWriteBytes(text, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, text.AsSpan(16));

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        // The RFC names this hash; it spreads names here and protects nothing.
#pragma warning disable CA5350
        SHA1.HashData(text, hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new(hash[..16], bigEndian: true);
    }
}
