using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Provisioning.CommandLine.Page.Live;

/// <summary>Serves a page to this machine alone. Whoever asks has to know its token: other users of the machine, and
/// pages of other places in the same browser, get nothing.</summary>
internal sealed class PageServer : IDisposable
{
    private const int Tries = 20;

    // The managed listener, which this is outside Windows, needs no web server linked in.
    private readonly HttpListener _listener;
    private readonly LivePage _page;
    private readonly int _port;
    private readonly string _token;

    // What the browser keeps instead of the token.
    private readonly string _cookie;

    private string? _once;

    private PageServer(LivePage page, HttpListener listener, int port, string token) =>
        (_page, _listener, _port, _token, _cookie) = (page, listener, port, token, PageToken.Cookie(token));

    /// <summary>The address, with the token.</summary>
    public string Url => $"{Place}?token={_token}";

    private string Host => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    private string Place => $"http://{Host}/";

    // Cookies do not tell ports apart.
    private string CookieName => string.Create(CultureInfo.InvariantCulture, $"provision-{_port}");

    /// <summary>Takes the port; requests wait for <see cref="RunAsync"/>.</summary>
    /// <param name="page">The page.</param>
    /// <param name="port">The port; null for any that is free.</param>
    /// <param name="token">What whoever asks has to know.</param>
    /// <exception cref="UsageException">The port is taken, or may not be taken.</exception>
    public static PageServer Start(LivePage page, int? port, string token)
    {
        for (var left = Tries; ; left--)
        {
            var chosen = port ?? FreePort();
            var listener = new HttpListener { IgnoreWriteExceptions = true };
            listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{chosen}/"));
            try
            {
                listener.Start();
                return new(page, listener, chosen, token);
            }
            catch (Exception error) when (error is HttpListenerException or SocketException)
            {
                ((IDisposable)listener).Dispose();
                if (port is not null || left == 0)
                {
                    throw new UsageException(
                        string.Create(CultureInfo.InvariantCulture, $"Port {chosen} cannot be served on: ")
                            + $"{error.Message}. Give another with --port, or none for one that is free."
                    );
                }
            }
        }
    }

    /// <summary>An address that can be used once. A program that is started with it shows it to every user of the
    /// machine.</summary>
    public string UrlForOnce()
    {
        _once = PageToken.New();
        return $"{Place}?token={_once}";
    }

    /// <summary>Serves until it is cancelled. Requests that are under way then are cancelled as well.</summary>
    public async Task RunAsync(CancellationToken token)
    {
        await using var stop = token.Register(_listener.Abort);
        while (!token.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error)
                when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException
                    && token.IsCancellationRequested
                )
            {
                break;
            }

            _ = AnswerAsync(context, token);
        }

        token.ThrowIfCancellationRequested();
    }

    /// <inheritdoc />
    public void Dispose() => ((IDisposable)_listener).Dispose();

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task AnswerAsync(HttpListenerContext context, CancellationToken token)
    {
        try
        {
            var (status, type, text) = await AnswerAsync(context.Request, context.Response, token);
            await WriteAsync(context, status, type, text, token);
        }
        catch (Exception error)
            when (error is OperationCanceledException or HttpListenerException or ObjectDisposedException or IOException
            )
        {
            // The browser or the command is gone.
            context.Response.Abort();
        }
    }

    private async Task<(HttpStatusCode Status, string Type, string Text)> AnswerAsync(
        HttpListenerRequest request,
        HttpListenerResponse response,
        CancellationToken token
    )
    {
        const string text = "text/plain; charset=utf-8";
        if (request.HttpMethod is not ("GET" or "HEAD"))
        {
            return (HttpStatusCode.MethodNotAllowed, text, "This page is only read.\n");
        }

        // A name of another place that was made to point here is no name of this one.
        if (!IsHere(request) || !IsAllowed(request, response))
        {
            return (HttpStatusCode.Forbidden, text, "Open the address that `provision serve` has printed.\n");
        }

        var path = request.Url?.AbsolutePath ?? "";
        try
        {
            return await _page.AnswerAsync(path, request.QueryString["table"], token) is { } answer
                ? (HttpStatusCode.OK, path is "/" ? "text/html; charset=utf-8" : "application/json", answer)
                : (HttpStatusCode.NotFound, text, "There is no such page.\n");
        }
        catch (ProvisioningException error)
        {
            var why = PageText.Masked(error.Message);
            return path is "/"
                ? (HttpStatusCode.ServiceUnavailable, text, $"{why}\n")
                : (
                    HttpStatusCode.ServiceUnavailable,
                    "application/json",
                    PageText.Json(new JsonObject { ["error"] = why })
                );
        }
    }

    private bool IsHere(HttpListenerRequest request) =>
        request.UserHostName == Host
        && (
            request.Headers["Sec-Fetch-Site"] is null or "none" or "same-origin"
            // A link to the page may be followed from anywhere; what it asks for may not be asked for elsewhere.
            || (request.Headers["Sec-Fetch-Mode"] is "navigate" && request.Url?.AbsolutePath is "/")
        );

    private bool IsAllowed(HttpListenerRequest request, HttpListenerResponse response)
    {
        if (PageToken.Is(request.Cookies[CookieName]?.Value, _cookie))
        {
            return true;
        }

        var given = request.QueryString["token"];
        if (
            !PageToken.Is(given, _token)
            && !(PageToken.Is(given, _once) && Interlocked.Exchange(ref _once, null) is not null)
        )
        {
            return false;
        }

        response.AppendHeader("Set-Cookie", $"{CookieName}={_cookie}; Path=/; HttpOnly; SameSite=Strict");
        return true;
    }

    private static async Task WriteAsync(
        HttpListenerContext context,
        HttpStatusCode status,
        string type,
        string text,
        CancellationToken token
    )
    {
        var response = context.Response;
        var bytes = Encoding.UTF8.GetBytes(text);
        response.StatusCode = (int)status;
        response.ContentType = type;
        response.ContentLength64 = bytes.Length;
        foreach (
            var (name, value) in (ReadOnlySpan<(string, string)>)
                [
                    ("Cache-Control", "no-store"),
                    ("Referrer-Policy", "no-referrer"),
                    ("X-Content-Type-Options", "nosniff"),
                    ("X-Frame-Options", "DENY"),
                    ("Cross-Origin-Resource-Policy", "same-origin"),
                    ("Cross-Origin-Opener-Policy", "same-origin"),
                    ("Content-Security-Policy", "frame-ancestors 'none'"),
                ]
        )
        {
            response.AppendHeader(name, value);
        }

        if (context.Request.HttpMethod is not "HEAD")
        {
            await response.OutputStream.WriteAsync(bytes, token);
        }

        response.Close();
    }
}
