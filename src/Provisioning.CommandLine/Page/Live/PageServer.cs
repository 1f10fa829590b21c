using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Provisioning.CommandLine.Page.Live;

/// <summary>Serves a page to this machine alone. Whoever asks has to know its token: other users of the machine, and
/// pages of other places in the same browser, get nothing.</summary>
// The runtime's HttpListener gave answers of one request to another, once a connection had asked under a foreign name;
// a web server of ASP.NET would have to be installed or linked in. What a page needs of HTTP is one question and one
// answer a connection.
internal sealed class PageServer : IDisposable
{
    private const string PlainText = "text/plain; charset=utf-8";

    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(10);

    private readonly TcpListener _listener;
    private readonly LivePage _page;
    private readonly string _token;

    // What the browser keeps instead of the token.
    private readonly string _cookie;

    private string? _once;

    private PageServer(LivePage page, TcpListener listener, string token) =>
        (_page, _listener, _token, _cookie) = (page, listener, token, PageToken.Cookie(token));

    /// <summary>The address, with the token.</summary>
    public string Url => $"http://{Host}/?token={_token}";

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    private string Host => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    // Cookies do not tell ports apart.
    private string CookieName => string.Create(CultureInfo.InvariantCulture, $"provision-{Port}");

    /// <summary>Takes the port; requests wait for <see cref="RunAsync"/>.</summary>
    /// <param name="page">The page.</param>
    /// <param name="port">The port; null for any that is free.</param>
    /// <param name="token">What whoever asks has to know.</param>
    /// <exception cref="UsageException">The port is taken, or may not be taken.</exception>
    public static PageServer Start(LivePage page, int? port, string token)
    {
        var listener = new TcpListener(IPAddress.Loopback, port ?? 0);
        try
        {
            listener.Start();
            return new(page, listener, token);
        }
        catch (SocketException error)
        {
            listener.Dispose();
            throw new UsageException(
                string.Create(CultureInfo.InvariantCulture, $"Port {port ?? 0} cannot be served on: ")
                    + $"{error.Message}. Give another with --port, or none for one that is free."
            );
        }
    }

    /// <summary>An address that can be used once. A program that is started with it shows it to every user of the
    /// machine.</summary>
    public string UrlForOnce()
    {
        _once = PageToken.New();
        return $"http://{Host}/?token={_once}";
    }

    /// <summary>Serves until it is cancelled. Requests that are under way then are cancelled as well.</summary>
    public async Task RunAsync(CancellationToken token)
    {
        while (true)
        {
            _ = ServeAsync(await _listener.AcceptTcpClientAsync(token), token);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(TcpClient client, CancellationToken token)
    {
        using var one = client;
        try
        {
            await using var stream = client.GetStream();
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(token);
            patience.CancelAfter(LongestRequest);
            if (await PageRequest.ReadAsync(stream, patience.Token) is { } request)
            {
                var answer = await AnswerAsync(request, token);
                await stream.WriteAsync(answer.ToBytes(request.Method is "HEAD"), token);
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception error)
            when (error is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The browser or the command is gone.
        }
    }

    private async Task<Answer> AnswerAsync(PageRequest request, CancellationToken token)
    {
        // A name of another place that was made to point here is no name of this one.
        if (!IsHere(request) || AllowedBy(request) is not { } proof)
        {
            return new(HttpStatusCode.Forbidden, PlainText, "Open the address that `provision serve` has printed.\n");
        }

        return request.Method is not ("GET" or "HEAD")
            ? new(HttpStatusCode.MethodNotAllowed, PlainText, "This page is only read.\n")
            : await PageAsync(request, token) with
            {
                Cookie = proof is Proof.Token ? $"{CookieName}={_cookie}" : null,
            };
    }

    private async Task<Answer> PageAsync(PageRequest request, CancellationToken token)
    {
        const string json = "application/json";
        var isPage = request.Path is "/";
        try
        {
            return await _page.AnswerAsync(request.Path, request.Value("table"), token) is { } text
                ? new(HttpStatusCode.OK, isPage ? "text/html; charset=utf-8" : json, text)
                : new(HttpStatusCode.NotFound, PlainText, "There is no such page.\n");
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
        {
            var why = PageText.Masked(
                error is ProvisioningException
                    ? error.Message
                    : $"Unexpected {error.GetType().Name}: {error.Message} This is a defect of provision."
            );
            return isPage
                ? new(HttpStatusCode.ServiceUnavailable, PlainText, $"{why}\n")
                : new(HttpStatusCode.ServiceUnavailable, json, PageText.Json(new JsonObject { ["error"] = why }));
        }
    }

    private bool IsHere(PageRequest request) =>
        request.Header("Host") == Host
        && (
            request.Header("Sec-Fetch-Site") is null or "none" or "same-origin"
            // A link to the page may be followed from anywhere; what it asks for may not be asked for elsewhere.
            || (request.Header("Sec-Fetch-Mode") is "navigate" && request.Path is "/")
        );

    private Proof? AllowedBy(PageRequest request)
    {
        var given = request.Value("token");
        return PageToken.Is(given, _token)
            || (PageToken.Is(given, _once) && Interlocked.Exchange(ref _once, null) is not null)
                ? Proof.Token
            : PageToken.Is(request.Cookie(CookieName), _cookie) ? Proof.Cookie
            : null;
    }

    private enum Proof
    {
        Token,
        Cookie,
    }

    private sealed record Answer(HttpStatusCode Status, string Type, string Text)
    {
        public string? Cookie { get; init; }

        public byte[] ToBytes(bool isHead)
        {
            var body = Encoding.UTF8.GetBytes(Text);
            var head = string.Create(
                CultureInfo.InvariantCulture,
                $"""
                HTTP/1.1 {(int)Status} {Status}
                Content-Type: {Type}
                Content-Length: {body.Length}
                Connection: close
                Cache-Control: no-store
                Referrer-Policy: no-referrer
                X-Content-Type-Options: nosniff
                X-Frame-Options: DENY
                Cross-Origin-Resource-Policy: same-origin
                Cross-Origin-Opener-Policy: same-origin
                Content-Security-Policy: frame-ancestors 'none'
                {(Cookie is null ? "" : $"Set-Cookie: {Cookie}; Path=/; HttpOnly; SameSite=Strict\n")}

                """
            );
            return [.. Encoding.ASCII.GetBytes(head.ReplaceLineEndings("\r\n")), .. isHead ? [] : body];
        }
    }
}
