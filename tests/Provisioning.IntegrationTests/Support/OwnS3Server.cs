using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Provisioning.IntegrationTests.Support;

/// <summary>What a request of a client asks for.</summary>
public enum S3Action
{
    Head,
    Get,
    Put,
    Delete,
    List,
    BeginUpload,
    PutPart,
    CompleteUpload,
    AbortUpload,
    ListUploads,
}

/// <summary>What the server does to a request instead of serving it well.</summary>
internal abstract record S3Fault
{
    /// <summary>It answers with an error, and does nothing.</summary>
    internal sealed record Answer(int Status, string Code) : S3Fault;

    /// <summary>It breaks off, before it does anything or after it has.</summary>
    internal sealed record BreakOff(bool IsDone) : S3Fault;

    /// <summary>It breaks off in the middle of what it sends.</summary>
    internal sealed record Truncate(int After) : S3Fault;

    /// <summary>It says that it is done, and has forgotten.</summary>
    internal sealed record Forget : S3Fault;

    /// <summary>It keeps the body with its first bit turned.</summary>
    internal sealed record Corrupt : S3Fault;

    /// <summary>It keeps the body in the frame that a body signed in chunks would have.</summary>
    internal sealed record Frame : S3Fault;

    /// <summary>It names another digest than that of what it keeps.</summary>
    internal sealed record Lie : S3Fault;

    /// <summary>It names objects by something that is no digest.</summary>
    internal sealed record Opaque(string Name) : S3Fault;
}

/// <summary>A server on loopback that speaks as much of S3 as stores do, keeps objects in memory, and misbehaves as it
/// is told.</summary>
internal sealed partial class OwnS3Server : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;
    private readonly ConcurrentQueue<(S3Action Action, string Key)> _requests = new();

    public OwnS3Server()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Endpoint => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The objects, by key.</summary>
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>The uploads that were begun and neither completed nor aborted: the parts by number.</summary>
    public ConcurrentDictionary<
        string,
        (string Key, DateTime Begun, ConcurrentDictionary<int, byte[]> Parts)
    > Uploads { get; } = new(StringComparer.Ordinal);

    /// <summary>The tags that came with objects.</summary>
    public ConcurrentDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>How the bodies of objects and parts were sent.</summary>
    public ConcurrentQueue<(string Sha256, string Encoding)> Bodies { get; } = [];

    /// <summary>What it does to the nth request of this kind, from 1; null for what is right.</summary>
    public Func<S3Action, int, S3Fault?> Fault { get; set; } = (_, _) => null;

    /// <summary>A key that lists leave out.</summary>
    public string? Hidden { get; set; }

    /// <summary>How much its clock is ahead.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>How many objects a page of a list has.</summary>
    public int PageLength { get; set; } = 1000;

    /// <summary>All requests that came.</summary>
    public IReadOnlyCollection<(S3Action Action, string Key)> Requests => _requests;

    /// <summary>The store in its bucket, which tries again without much waiting.</summary>
    public string Url(string options = "") => $"s3://bucket/pre?endpoint={Uri.EscapeDataString(Endpoint)}{options}";

    public int Count(S3Action action) => _requests.Count(request => request.Action == action);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(CancellationToken.None);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(() => ServeAsync(socket), CancellationToken.None);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await using var stream = new BufferedStream(new NetworkStream(socket), 1 << 16);
                while (await HttpExchange.ReadAsync(socket, stream) is { } exchange)
                {
                    await AnswerAsync(exchange);
                    await stream.FlushAsync(CancellationToken.None);
                }
            }
            catch (Exception error) when (error is SocketException or IOException or ObjectDisposedException)
            {
                // The client, or the test's end, was faster.
            }
        }
    }

    private async Task AnswerAsync(HttpExchange exchange)
    {
        var path = exchange.Path.Split('/', 3);
        var key = path.Length > 2 ? path[2] : "";
        var action = Action(exchange, key);
        _requests.Enqueue((action, key));
        if (action is S3Action.Put or S3Action.PutPart)
        {
            Bodies.Enqueue(
                (
                    exchange.Headers.GetValueOrDefault("x-amz-content-sha256", ""),
                    exchange.Headers.GetValueOrDefault("Content-Encoding", "")
                )
            );
        }

        exchange.Answer["Date"] = (DateTime.UtcNow + Ahead).ToString("R", CultureInfo.InvariantCulture);
        var fault = Fault(action, Count(action));
        if (IsSkewed(exchange))
        {
            await ErrorAsync(exchange, 403, "RequestTimeTooSkewed");
        }
        else if (fault is S3Fault.Answer answer)
        {
            await ErrorAsync(exchange, answer.Status, answer.Code);
        }
        else if (fault is S3Fault.BreakOff { IsDone: false })
        {
            exchange.BreakOff();
        }
        else if (
            exchange.Headers.TryGetValue("Content-MD5", out var digest)
            && digest != Convert.ToBase64String(MD5.HashData(exchange.Body))
        )
        {
            await ErrorAsync(exchange, 400, "BadDigest");
        }
        else
        {
            await DoAsync(action, key, exchange, fault);
        }
    }

    private bool IsSkewed(HttpExchange request) =>
        DateTime.TryParseExact(
            request.Headers.GetValueOrDefault("x-amz-date"),
            "yyyyMMdd'T'HHmmss'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
            out var time
        )
        && (DateTime.UtcNow + Ahead - time).Duration() > TimeSpan.FromMinutes(15);

    private static S3Action Action(HttpExchange request, string key) =>
        (request.Method, request.Query) switch
        {
            ("GET", var query) when key.Length == 0 => Has(query, "uploads") ? S3Action.ListUploads : S3Action.List,
            ("GET", _) => S3Action.Get,
            ("HEAD", _) => S3Action.Head,
            ("POST", var query) => Has(query, "uploads") ? S3Action.BeginUpload : S3Action.CompleteUpload,
            ("PUT", var query) => query["partNumber"] is null ? S3Action.Put : S3Action.PutPart,
            ("DELETE", var query) => query["uploadId"] is null ? S3Action.Delete : S3Action.AbortUpload,
            var other => throw new InvalidOperationException($"{other.Method} is nothing that a store sends"),
        };

    // "?uploads" has no value, which makes it a value without a name.
    private static bool Has(NameValueCollection query, string name) =>
        query.AllKeys.Contains(name) || query.GetValues(null)?.Contains(name) is true;
}
