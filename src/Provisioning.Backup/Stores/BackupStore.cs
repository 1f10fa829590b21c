namespace Provisioning.Backup.Stores;

/// <summary>A place that keeps backups as objects with names: a folder, an S3-compatible bucket. An object is seen
/// whole or not at all, and is never overwritten. Not for use by several threads at once, its uploads apart.</summary>
public abstract class BackupStore : IAsyncDisposable
{
    /// <summary>Where it is, for people: a folder's path, <c>s3://bucket/prefix</c>. Holds no credentials.</summary>
    public abstract string Location { get; }

    /// <summary>Whether <see cref="StoreUpload.CompleteAsync"/> reads back what the store has kept and compares it, so
    /// that the caller need not.</summary>
    public virtual bool ReadsBack => false;

    /// <summary>Begins an object without a tag. Nothing of it is seen until
    /// <see cref="StoreUpload.CompleteAsync"/>.</summary>
    /// <param name="name">Its name: parts of letters, digits, '-', '_' and '.', none of them beginning with '.', with
    /// '/' between them.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="BackupStoreException">The store cannot be reached or written, or has such an
    /// object.</exception>
    public Task<StoreUpload> CreateAsync(string name, CancellationToken token) => CreateAsync(name, null, token);

    /// <summary>Begins an object. Nothing of it is seen until <see cref="StoreUpload.CompleteAsync"/>.</summary>
    /// <param name="name">Its name: parts of letters, digits, '-', '_' and '.', none of them beginning with '.', with
    /// '/' between them.</param>
    /// <param name="tag">The value for the bucket's lifecycle rules, as the object's tag <c>backup</c>: daily, weekly,
    /// monthly, release. Folders leave it out.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="BackupStoreException">The store cannot be reached or written, or has such an
    /// object.</exception>
    public abstract Task<StoreUpload> CreateAsync(string name, string? tag, CancellationToken token);

    /// <summary>Opens an object to be read from its beginning.</summary>
    /// <exception cref="BackupStoreException">There is none, or the store cannot be reached.</exception>
    public abstract Task<Stream> OpenAsync(string name, CancellationToken token);

    /// <summary>The objects whose names begin so, in the order of their names. Unfinished ones, and what has a name
    /// that no object has, are not among them.</summary>
    /// <exception cref="BackupStoreException">The store cannot be reached, or holds a symbolic link.</exception>
    public abstract IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken token);

    /// <summary>Deletes an object; does nothing where there is none.</summary>
    /// <exception cref="BackupStoreException">The store cannot be reached or refuses.</exception>
    public abstract Task DeleteAsync(string name, CancellationToken token);

    /// <summary>Deletes what runs that were killed have left unfinished, and returns how many such there were. Objects
    /// stay.</summary>
    /// <param name="olderThan">What was last written to before this moment is taken for abandoned.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="BackupStoreException">The store cannot be reached or refuses.</exception>
    public abstract Task<int> CollectGarbageAsync(DateTimeOffset olderThan, CancellationToken token);

    /// <summary>How many bytes there is room for; null where the store does not know.</summary>
    /// <exception cref="BackupStoreException">The store cannot be reached.</exception>
    public virtual Task<long?> FreeBytesAsync(CancellationToken token) => Task.FromResult<long?>(null);

    /// <summary>Closes its connections.</summary>
    public abstract ValueTask DisposeAsync();
}

/// <summary>An object on its way into a store. Disposed before it is complete, it is deleted.</summary>
public abstract class StoreUpload : IAsyncDisposable
{
    /// <summary>How long it will be at most, about; 0 where that is not known. Set before the first byte, if at
    /// all.</summary>
    public long Expected { get; set; }

    /// <summary>Appends bytes.</summary>
    /// <exception cref="BackupStoreException">The store is full, cannot be reached, or refuses.</exception>
    public abstract Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token);

    /// <summary>Completes the object. When this returns it is on disk, or the server has confirmed the same
    /// bytes.</summary>
    /// <exception cref="BackupStoreException">It is not there whole; nothing of it is seen.</exception>
    public abstract Task CompleteAsync(CancellationToken token);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}

/// <summary>An object in a store.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Written">When it was completed.</param>
public sealed record StoredObject(string Name, long Bytes, DateTimeOffset Written);

/// <summary>A store cannot do what was asked of it. The message names the store and the object, and holds no
/// credentials.</summary>
public sealed class BackupStoreException(string message, Exception? inner = null)
    : ProvisioningException(message, inner)
{
    /// <summary>What kind of failure it is.</summary>
    public StoreProblem Problem { get; init; }
}

/// <summary>Why a store cannot do what was asked of it.</summary>
public enum StoreProblem
{
    /// <summary>Another failure; the message says which.</summary>
    Other,

    /// <summary>There is no such object.</summary>
    Missing,

    /// <summary>An object of that name exists already and was not changed.</summary>
    Exists,

    /// <summary>There is no room.</summary>
    Full,

    /// <summary>The credentials or the rights do not allow it.</summary>
    Refused,

    /// <summary>It cannot be reached, or did not answer in time.</summary>
    Unreachable,

    /// <summary>What it keeps is not what was written.</summary>
    Damaged,
}
