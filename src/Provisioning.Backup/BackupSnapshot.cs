using Provisioning.Backup.Repository;

namespace Provisioning.Backup;

/// <summary>A moment of a database, held until it is disposed.</summary>
public abstract class BackupSnapshot : IAsyncDisposable
{
    /// <summary>What is in it. Looking goes on while the parts are read, and is over when this returns.</summary>
    /// <exception cref="ProvisioningException">It cannot be read.</exception>
    public abstract Task<BackupContents> ContentsAsync();

    /// <summary>Its parts, each read once, in this order.</summary>
    public abstract IReadOnlyList<BackupPart> Parts { get; }

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}

/// <summary>A named stream of bytes in a backup: a dump, a database file.</summary>
/// <param name="Name">Its name in the backup: letters, digits, '-' and '.': <c>dump</c>, <c>globals</c>.</param>
/// <param name="CopyToAsync">Writes all of it, from the beginning, and returns when the last byte is written. It throws
/// where the bytes are not whole, so that no backup comes of them.</param>
public sealed record BackupPart(string Name, Func<Stream, CancellationToken, Task> CopyToAsync)
{
    /// <summary>How long it is, about; 0 where that is not known.</summary>
    public long Bytes { get; init; }

    /// <summary>Whether its bytes are compressed already, so that compressing them again gains nothing.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>Whether it is a file that changes in pages, of which an incremental backup keeps those that have
    /// changed.</summary>
    public bool IsPaged { get; init; }
}

/// <summary>The parts of a backup, to be read.</summary>
/// <param name="names">Their names.</param>
/// <param name="copy">Writes the part of a name to a stream.</param>
public sealed class BackupParts(IReadOnlyList<string> names, Func<string, Stream, CancellationToken, Task> copy)
{
    /// <summary>Their names, in the order in which they were written.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>Writes the whole part to the stream. A part that is kept as pages is written out of order into a stream
    /// that can seek; every byte is checked when this returns, and not before.</summary>
    /// <exception cref="ProvisioningException">There is no such part, it is damaged, or it cannot be read.</exception>
    public Task CopyToAsync(string name, Stream to, CancellationToken token) => copy(name, to, token);
}
