using System.Runtime.CompilerServices;
using System.Xml;
using Amazon.S3;
using Amazon.S3.Model;
using Polly;
using Polly.Retry;

namespace Provisioning.Backup.Stores.S3;

/// <summary>Keeps backups as objects in a bucket of AWS, or of an S3-compatible server. Every object is read back
/// before it counts.</summary>
internal sealed class S3Store : BackupStore
{
    private const int MostAttempts = 5;

    private static readonly TimeSpan LongestTrying = TimeSpan.FromSeconds(120);
    private static readonly ResiliencePropertyKey<long> Since = new("since");

    private readonly S3Connection _connection;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _attempts;

    /// <summary>The store in a bucket. Nothing is connected yet.</summary>
    /// <exception cref="BackupStoreException">A setting cannot be used.</exception>
    public S3Store(S3Location place, TimeProvider time)
    {
        (Place, _time) = (place, time);
        (Client, _connection) = S3Connection.Open(place);
        _attempts = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = MostAttempts,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = TimeSpan.FromMilliseconds(500),
                    MaxDelay = TimeSpan.FromSeconds(20),
                    ShouldHandle = args =>
                        ValueTask.FromResult(
                            args.Outcome.Exception is { } error
                                && !args.Context.CancellationToken.IsCancellationRequested
                                && S3Errors.IsTransient(error)
                                && time.GetElapsedTime(args.Context.Properties.GetValue(Since, 0)) < LongestTrying
                        ),
                }
            )
            .Build();
    }

    /// <inheritdoc />
    public override string Location => Place.ToString();

    /// <inheritdoc />
    public override bool ReadsBack => true;

    internal S3Location Place { get; }

    internal AmazonS3Client Client { get; }

    /// <summary>Whether the server supports conditional writes. Assumed until it refuses one.</summary>
    internal bool TakesConditions { get; set; } = true;

    /// <inheritdoc />
    public override async Task<StoreUpload> CreateAsync(string name, string? tag, CancellationToken token)
    {
        var key = Key(name);
        try
        {
            await SendAsync(token => Client.GetObjectMetadataAsync(Place.Bucket, key, token), token);
        }
        catch (Exception error) when (S3Errors.IsMissing(error))
        {
            return new S3Upload(this, name, key, Place.Tags ? tag : null);
        }
        catch (Exception error) when (IsFailure(error, token))
        {
            throw Failed($"Cannot look for {Shown(key)}", error);
        }

        throw Taken(key);
    }

    /// <inheritdoc />
    public override async Task<Stream> OpenAsync(string name, CancellationToken token) =>
        await S3Download.OpenAsync(this, Key(name), token);

    /// <inheritdoc />
    public override async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken token
    )
    {
        var beginning = Beginning + StoreNames.CheckPrefix(prefix, Location);
        for (string? from = null; ; )
        {
            var request = new ListObjectsV2Request
            {
                BucketName = Place.Bucket,
                Prefix = beginning,
                ContinuationToken = from,
            };
            var page = await TryAsync(
                $"Cannot list {Shown(beginning)}",
                async token =>
                    Whole(await Client.ListObjectsV2Async(request, token), page => page.IsTruncated is not null),
                token
            );
            foreach (var found in page.S3Objects ?? [])
            {
                if (
                    found.Key.StartsWith(Beginning, StringComparison.Ordinal)
                    && found.Key[Beginning.Length..] is var name
                    && StoreNames.IsValid(name)
                )
                {
                    yield return new(
                        name,
                        found.Size ?? 0,
                        new DateTimeOffset((found.LastModified ?? default).ToUniversalTime())
                    );
                }
            }

            if (page.IsTruncated is not true)
            {
                yield break;
            }

            from =
                page.NextContinuationToken is { Length: > 0 } next && next != from
                    ? next
                    : throw new BackupStoreException(
                        $"Cannot list {Shown(beginning)}: the server says that there is more, but not where."
                    );
        }
    }

    /// <inheritdoc />
    public override async Task DeleteAsync(string name, CancellationToken token)
    {
        var key = Key(name);
        try
        {
            await SendAsync(token => Client.DeleteObjectAsync(Place.Bucket, key, token), token);
        }
        catch (Exception error) when (S3Errors.IsMissing(error))
        {
            // Some servers say so, AWS does not.
        }
        catch (Exception error) when (IsFailure(error, token))
        {
            throw Failed($"Cannot delete {Shown(key)}", error);
        }
    }

    /// <inheritdoc />
    public override async Task<int> CollectGarbageAsync(DateTimeOffset olderThan, CancellationToken token)
    {
        var what = $"Cannot clear unfinished uploads from {Location}";
        var abandoned = new List<MultipartUpload>();
        for (var request = new ListMultipartUploadsRequest { BucketName = Place.Bucket, Prefix = Beginning }; ; )
        {
            var page = await TryAsync(
                what,
                async token =>
                    Whole(await Client.ListMultipartUploadsAsync(request, token), page => page.IsTruncated is not null),
                token
            );
            abandoned.AddRange(
                (page.MultipartUploads ?? []).Where(upload =>
                    upload.Key.StartsWith(Beginning, StringComparison.Ordinal)
                    && upload.Initiated is { } begun
                    && new DateTimeOffset(begun.ToUniversalTime()) < olderThan
                )
            );
            if (
                page.IsTruncated is not true
                || (page.NextKeyMarker == request.KeyMarker && page.NextUploadIdMarker == request.UploadIdMarker)
            )
            {
                break;
            }

            request = new()
            {
                BucketName = Place.Bucket,
                Prefix = Beginning,
                KeyMarker = page.NextKeyMarker,
                UploadIdMarker = page.NextUploadIdMarker,
            };
        }

        foreach (var upload in abandoned)
        {
            await AbortAsync(upload.Key, upload.UploadId, what, token);
        }

        return abandoned.Count;
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        Client.Dispose();
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends an upload and drops its parts.</summary>
    internal async Task AbortAsync(string key, string upload, string what, CancellationToken token)
    {
        try
        {
            await SendAsync(token => Client.AbortMultipartUploadAsync(Place.Bucket, key, upload, token), token);
        }
        catch (Exception error) when (S3Errors.IsMissing(error))
        {
            // Another run was faster, or an answer was lost.
        }
        catch (Exception error) when (IsFailure(error, token))
        {
            throw Failed(what, error);
        }
    }

    /// <summary>Sends a request, again where that may help. Throws what the client throws.</summary>
    internal async Task<T> SendAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken token)
    {
        var context = ResilienceContextPool.Shared.Get(token);
        try
        {
            context.Properties.Set(Since, _time.GetTimestamp());
            return await _attempts.ExecuteAsync(
                async (context, request) => await request(context.CancellationToken),
                context,
                request
            );
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Sends a request, again where that may help, and says what failed where it does.</summary>
    /// <exception cref="BackupStoreException">It failed.</exception>
    internal async Task<T> TryAsync<T>(string what, Func<CancellationToken, Task<T>> request, CancellationToken token)
    {
        try
        {
            return await SendAsync(request, token);
        }
        catch (Exception error) when (IsFailure(error, token))
        {
            throw Failed(what, error);
        }
    }

    /// <summary>The answer, where it says what every such answer says: the client takes an empty one for one that says
    /// there is nothing.</summary>
    internal static T Whole<T>(T answer, Func<T, bool> says) =>
        says(answer) ? answer : throw new XmlException("The answer is empty.");

    /// <summary>Whether the exception is the store's failure, rather than the caller's wish to stop.</summary>
    internal static bool IsFailure(Exception error, CancellationToken token) =>
        !token.IsCancellationRequested
        && error
            is Amazon.Runtime.AmazonClientException
                or Amazon.Runtime.AmazonServiceException
                or HttpRequestException
                or IOException
                or XmlException
                or OperationCanceledException;

    internal BackupStoreException Failed(string what, Exception error) =>
        S3Errors.Translate(what, error, _time.GetUtcNow());

    internal BackupStoreException Taken(string key) =>
        new($"{Shown(key)} is there already. An object is never overwritten; choose another name.")
        {
            Problem = StoreProblem.Exists,
        };

    internal string Shown(string key) => $"s3://{Place.Bucket}/{key}";

    private string Beginning => Place.Prefix.Length == 0 ? "" : $"{Place.Prefix}/";

    private string Key(string name) => Beginning + StoreNames.Check(name, Location);
}
