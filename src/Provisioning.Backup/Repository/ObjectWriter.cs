using System.IO.Pipelines;
using System.Security.Cryptography;
using Provisioning.Backup.Format;
using Provisioning.Backup.Stores;

namespace Provisioning.Backup.Repository;

/// <summary>Writes one object to all stores, and knows its length and hash at the end.</summary>
internal sealed class ObjectWriter : WriteOnlyStream
{
    // How many bytes may be made and not yet sealed.
    private const int Ahead = 8 << 20;

    private readonly string _name;
    private readonly Destinations _stores;
    private readonly Dictionary<BackupStore, StoreUpload> _uploads = [];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _bytes;

    private ObjectWriter(string name, Destinations stores) => (_name, _stores) = (name, stores);

    /// <summary>Writes an object whose bytes are at hand.</summary>
    public static async Task<ManifestObject> WriteAsync(
        Destinations stores,
        string name,
        string? tag,
        ReadOnlyMemory<byte> bytes,
        CancellationToken token
    )
    {
        await using var writer = await BeginAsync(stores, name, tag, token);
        await writer.WriteAsync(bytes, token);
        return await writer.CompleteAsync(token);
    }

    /// <summary>Writes a container. What has been written of the payload is compressed, sealed and stored while more of
    /// it is made.</summary>
    /// <param name="stores">The stores to write to.</param>
    /// <param name="name">The object's name.</param>
    /// <param name="tag">The tag that the bucket's lifecycle rules use.</param>
    /// <param name="sealing">How it is sealed, and how long the payload is, about; 0 where that is not known.</param>
    /// <param name="write">Writes the payload.</param>
    /// <param name="token">Cancels the operation.</param>
    public static async Task<ManifestObject> SealAsync(
        Destinations stores,
        string name,
        string? tag,
        (BackupKey? Key, bool IsCompressed, long Bytes) sealing,
        Func<Stream, CancellationToken, Task> write,
        CancellationToken token
    )
    {
        await using var writer = await BeginAsync(stores, name, tag, token);
        foreach (var upload in writer._uploads.Values)
        {
            upload.Expected = sealing.Bytes;
        }

        await using var container = await ContainerWriter.BeginAsync(
            writer,
            sealing.Key,
            sealing.IsCompressed,
            salt: null,
            token
        );
        var pipe = new Pipe(
            new PipeOptions(
                pauseWriterThreshold: Ahead,
                resumeWriterThreshold: Ahead / 2,
                minimumSegmentSize: ChunkSeal.Chunk
            )
        );
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        var making = Task.Run(() => MakeAsync(pipe.Writer, write, stop.Token), stop.Token);
        try
        {
            await pipe.Reader.CopyToAsync(container.Payload, token);
            await making;
        }
        catch
        {
            await stop.CancelAsync();
            await making.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await container.FinishAsync(token);
        return await writer.CompleteAsync(token);
    }

    /// <summary>Begins an object. Disposed before it is complete, it is not stored.</summary>
    public static async Task<ObjectWriter> BeginAsync(
        Destinations stores,
        string name,
        string? tag,
        CancellationToken token
    )
    {
        var writer = new ObjectWriter(name, stores);
        try
        {
            await stores.EachAsync(async store => writer._uploads[store] = await store.CreateAsync(name, tag, token));
            return writer;
        }
        catch
        {
            await writer.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        _hash.AppendData(buffer.Span);
        _bytes += buffer.Length;
        await _stores.EachAsync(store => _uploads[store].WriteAsync(buffer, cancellationToken));
    }

    /// <summary>Completes the object in all stores.</summary>
    public async Task<ManifestObject> CompleteAsync(CancellationToken token)
    {
        await _stores.EachAsync(store => _uploads[store].CompleteAsync(token));
        return new(_name, _bytes, Convert.ToHexStringLower(_hash.GetCurrentHash()));
    }

    /// <summary>Completes the object in one store.</summary>
    public Task CompleteAsync(BackupStore store, CancellationToken token) => _uploads[store].CompleteAsync(token);

    public override async ValueTask DisposeAsync()
    {
        foreach (var upload in _uploads.Values)
        {
            await upload.DisposeAsync();
        }

        _uploads.Clear();
        _hash.Dispose();
        await base.DisposeAsync();
    }

    private static async Task MakeAsync(
        PipeWriter to,
        Func<Stream, CancellationToken, Task> write,
        CancellationToken token
    )
    {
        Exception? failure = null;
        try
        {
            await write(to.AsStream(leaveOpen: true), token);
        }
        catch (Exception error)
        {
            failure = error;
            throw;
        }
        finally
        {
            await to.CompleteAsync(failure);
        }
    }
}
