using Amazon.S3.Model;
using Provisioning.Backup.Format;

namespace Provisioning.Backup.Stores.S3;

/// <summary>Reads an object from its beginning to its end, and goes on where it was when the line breaks. It ends only
/// after as many bytes as the object has.</summary>
internal sealed class S3Download : ReadOnlyStream
{
    private const int MostBreaks = 5;

    // A break counts no longer once this much has come since.
    private const long Progress = 8 << 20;

    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    private readonly S3Store _store;
    private readonly string _key;
    private readonly string? _version;
    private readonly long _length;
    private GetObjectResponse _response;
    private long _position;
    private long _lastBreak;
    private int _breaks;

    private S3Download(S3Store store, string key, GetObjectResponse response) =>
        (_store, _key, _response, _version, _length) = (store, key, response, response.ETag, response.ContentLength);

    /// <summary>Opens an object.</summary>
    /// <exception cref="BackupStoreException">There is none, or the store cannot be reached.</exception>
    public static async Task<S3Download> OpenAsync(S3Store store, string key, CancellationToken token)
    {
        var request = new GetObjectRequest { BucketName = store.Place.Bucket, Key = key };
        return new(
            store,
            key,
            await store.TryAsync(
                $"Cannot read {store.Shown(key)}",
                token => store.Client.GetObjectAsync(request, token),
                token
            )
        );
    }

    /// <inheritdoc />
    public override long Length => _length;

    /// <inheritdoc />
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0 || _position == _length)
        {
            return 0;
        }

        while (true)
        {
            try
            {
                using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                silence.CancelAfter(LongestSilence);
                var count = await _response.ResponseStream.ReadAsync(
                    buffer[..(int)Math.Min(buffer.Length, _length - _position)],
                    silence.Token
                );
                if (count > 0)
                {
                    _position += count;
                    return count;
                }

                throw new EndOfStreamException();
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested && S3Errors.IsTransient(error))
            {
                await GoOnAsync(error, cancellationToken);
            }
        }
    }

    /// <inheritdoc />
    // For readers that know no other way. What they wait for is the network.
#pragma warning disable MA0042, CA1849
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();
#pragma warning restore MA0042, CA1849

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _response.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task GoOnAsync(Exception error, CancellationToken token)
    {
        var what = $"Cannot read {_store.Shown(_key)}";
        _breaks = _position - _lastBreak > Progress ? 1 : _breaks + 1;
        _lastBreak = _position;
        _response.Dispose();
        if (_breaks > MostBreaks)
        {
            throw _store.Failed(what, error);
        }

        var rest = new GetObjectRequest
        {
            BucketName = _store.Place.Bucket,
            Key = _key,
            ByteRange = new(_position, _length - 1),
            EtagToMatch = _version,
        };
        _response = await _store.TryAsync(what, token => _store.Client.GetObjectAsync(rest, token), token);
        if (_response.ETag != _version || _response.ContentLength != _length - _position)
        {
            throw new BackupStoreException(
                $"{what}: the server broke off, and then had another object under this name. Read it again."
            )
            {
                Problem = StoreProblem.Damaged,
            };
        }
    }
}
