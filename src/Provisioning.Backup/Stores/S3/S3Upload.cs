using System.Security.Cryptography;
using Amazon.S3.Model;

namespace Provisioning.Backup.Stores.S3;

/// <summary>An object on its way into a bucket: in one request where it fits into a part, else part by part. One part
/// is in memory.</summary>
internal sealed class S3Upload(S3Store store, string name, string key, string? tag) : StoreUpload
{
    // Cleaning up after a failure gets this long, whatever the caller still has patience for.
    private static readonly TimeSpan ForCleaning = TimeSpan.FromSeconds(30);

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<PartETag> _parts = [];
    private byte[] _part = new byte[1 << 16];
    private int _filled;
    private long _length;
    private string? _upload;
    private int _attempts;
    private bool _isWritten;
    private bool _isComplete;

    private int FirstPart => field > 0 ? field : field = S3Parts.Size(store.Place.PartBytes, Expected);

    private int PartBytes => S3Parts.Grown(FirstPart, _parts.Count + 1);

    private string What => $"Cannot write {store.Shown(key)}";

    /// <inheritdoc />
    public override async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        _hash.AppendData(bytes.Span);
        _length += bytes.Length;
        while (bytes.Length > 0)
        {
            if (_filled == PartBytes)
            {
                await SendPartAsync(token);
            }

            if (_filled == _part.Length)
            {
                Array.Resize(ref _part, (int)Math.Min(_part.Length * 2L, PartBytes));
            }

            var count = Math.Min(bytes.Length, _part.Length - _filled);
            bytes[..count].CopyTo(_part.AsMemory(_filled));
            _filled += count;
            bytes = bytes[count..];
        }
    }

    /// <inheritdoc />
    public override async Task CompleteAsync(CancellationToken token)
    {
        try
        {
            if (_upload is not null)
            {
                await SendPartAsync(token);
            }

            await FinishAsync(token);
            _isComplete = true;
        }
        catch (Exception)
        {
            await CleanAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await CleanAsync();
        _hash.Dispose();
    }

    private async Task SendPartAsync(CancellationToken token)
    {
        _upload ??= await BeginAsync(token);
        if (_parts.Count == S3Parts.Most)
        {
            throw new BackupStoreException(
                $"{What}: it has more than {S3Parts.Most:N0} parts. Make them larger, with part-mib=64 in the store's "
                    + $"URL."
            )
            {
                Problem = StoreProblem.Full,
            };
        }

        var number = _parts.Count + 1;
        var digest = Digest();
        var response = await store.TryAsync(
            What,
            token =>
                store.Client.UploadPartAsync(
                    new UploadPartRequest
                    {
                        BucketName = store.Place.Bucket,
                        Key = key,
                        UploadId = _upload,
                        PartNumber = number,
                        InputStream = Body(),
                        PartSize = _filled,
                        MD5Digest = digest,
                        UseChunkEncoding = false,
                    },
                    token
                ),
            token
        );
        _parts.Add(new(number, response.ETag));
        _filled = 0;
    }

    private async Task<string> BeginAsync(CancellationToken token)
    {
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = store.Place.Bucket,
            Key = key,
            TagSet = TagSet(),
        };
        try
        {
            var begun = await store.SendAsync(
                async token =>
                    S3Store.Whole(await store.Client.InitiateMultipartUploadAsync(request, token), answer =>
                        answer.UploadId is { Length: > 0 }
                    ),
                token
            );
            return begun.UploadId;
        }
        catch (Exception error) when (S3Store.IsFailure(error, token))
        {
            throw Failed(error);
        }
    }

    // If the answer to a request is lost, only a look at the store shows whether it was carried out.
    private async Task FinishAsync(CancellationToken token)
    {
        try
        {
            await store.SendAsync(PublishAsync, token);
            _isWritten = true;
        }
        catch (Exception error) when (store.TakesConditions && S3Errors.IsNotImplemented(error))
        {
            store.TakesConditions = false;
            await FinishAsync(token);
            return;
        }
        catch (Exception error) when (S3Store.IsFailure(error, token))
        {
            var isOurs = (_attempts > 1 || S3Errors.IsTransient(error)) && await IsSameAsync(token);
            if (!isOurs)
            {
                throw S3Errors.IsConflict(error) ? store.Taken(key) : Failed(error);
            }

            return;
        }

        if (!await IsSameAsync(token))
        {
            throw new BackupStoreException(
                $"{What}: what the server gives back under this name is not what it was sent, so it was not kept. "
                    + $"Check the server, or choose another store."
            )
            {
                Problem = StoreProblem.Damaged,
            };
        }
    }

    private async Task<bool> PublishAsync(CancellationToken token)
    {
        _attempts++;
        var condition = store.TakesConditions ? "*" : null;
        if (_upload is null)
        {
            await store.Client.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = store.Place.Bucket,
                    Key = key,
                    InputStream = Body(),
                    MD5Digest = Digest(),
                    TagSet = TagSet(),
                    IfNoneMatch = condition,
                    UseChunkEncoding = false,
                    AutoCloseStream = true,
                },
                token
            );
        }
        else
        {
            await store.Client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest
                {
                    BucketName = store.Place.Bucket,
                    Key = key,
                    UploadId = _upload,
                    PartETags = _parts,
                    IfNoneMatch = condition,
                },
                token
            );
        }

        return true;
    }

    private async Task<bool> IsSameAsync(CancellationToken token)
    {
        try
        {
            await using var stream = await store.OpenAsync(name, token);
            return stream.Length == _length
                && CryptographicOperations.FixedTimeEquals(
                    await SHA256.HashDataAsync(stream, token),
                    _hash.GetCurrentHash()
                );
        }
        catch (BackupStoreException error) when (error.Problem is StoreProblem.Missing)
        {
            return false;
        }
    }

    // What cannot be cleaned up now is unfinished, and goes with the garbage.
    private async Task CleanAsync()
    {
        if (_isComplete || (_upload is null && !_isWritten))
        {
            return;
        }

        _isComplete = true;
        using var patience = new CancellationTokenSource(ForCleaning);
        try
        {
            if (_isWritten)
            {
                await store.DeleteAsync(name, patience.Token);
            }
            else
            {
                await store.AbortAsync(key, _upload!, What, patience.Token);
            }
        }
        catch (Exception error) when (error is BackupStoreException or OperationCanceledException)
        {
            // The first error is the one to report.
        }
    }

    private BackupStoreException Failed(Exception error) =>
        tag is not null && S3Errors.IsNotImplemented(error)
            ? new(
                $"{What}: the server keeps no tags. Add tags=false to the store's URL; what is kept how long is then "
                    + $"up to `provision backup prune` alone.",
                error
            )
            : store.Failed(What, error);

    private MemoryStream Body() => new(_part, 0, _filled, writable: false);

    // Not for secrecy: the server is to notice what the line has done to the part.
#pragma warning disable CA5351
    private string Digest() => Convert.ToBase64String(MD5.HashData(_part.AsSpan(0, _filled)));
#pragma warning restore CA5351

    private List<Tag>? TagSet() => tag is null ? null : [new() { Key = "backup", Value = tag }];
}
