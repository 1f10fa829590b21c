using System.Collections.Specialized;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Web;

namespace Provisioning.IntegrationTests.Support;

/// <summary>One request over a connection and what becomes of it, bare enough to break off at any byte.</summary>
internal sealed class HttpExchange
{
    private readonly Socket _socket;
    private readonly Stream _stream;

    private HttpExchange(Socket socket, Stream stream, string method, string target)
    {
        (_socket, _stream, Method) = (socket, stream, method);
        var parts = target.Split('?', 2);
        Path = Uri.UnescapeDataString(parts[0]);
        Query = HttpUtility.ParseQueryString(parts.Length > 1 ? parts[1] : "");
    }

    public string Method { get; }

    public string Path { get; }

    public NameValueCollection Query { get; }

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public byte[] Body { get; private set; } = [];

    public Dictionary<string, string> Answer { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the next request; null where the connection has ended.</summary>
    public static async Task<HttpExchange?> ReadAsync(Socket socket, Stream stream)
    {
        if (await LineAsync(stream) is not { } first || first.Split(' ') is not [var method, var target, _])
        {
            return null;
        }

        var exchange = new HttpExchange(socket, stream, method, target);
        while (await LineAsync(stream) is { Length: > 0 } line)
        {
            var parts = line.Split(':', 2);
            exchange.Headers[parts[0]] = parts[1].Trim();
        }

        if (exchange.Headers.ContainsKey("Expect"))
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), CancellationToken.None);
        }

        exchange.Body = new byte[
            int.Parse(exchange.Headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture)
        ];
        await stream.ReadExactlyAsync(exchange.Body, CancellationToken.None);
        return exchange;
    }

    /// <summary>Answers.</summary>
    /// <param name="status">The status.</param>
    /// <param name="body">What the answer's length speaks of.</param>
    /// <param name="sent">How much of it is sent before the connection breaks; null for all.</param>
    public async Task SendAsync(int status, ReadOnlyMemory<byte> body, int? sent = null)
    {
        var head = new StringBuilder(
            string.Create(
                CultureInfo.InvariantCulture,
                $"HTTP/1.1 {status} Answer\r\nContent-Length: {body.Length}\r\n"
            )
        );
        foreach (var (name, value) in Answer)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        await _stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), CancellationToken.None);
        if (Method != "HEAD")
        {
            await _stream.WriteAsync(body[..(sent ?? body.Length)], CancellationToken.None);
        }

        if (sent < body.Length)
        {
            // In order, so that what was sent arrives.
            await _stream.FlushAsync(CancellationToken.None);
            _socket.Shutdown(SocketShutdown.Send);
        }
    }

    /// <summary>Resets the connection.</summary>
    public void BreakOff()
    {
        _socket.LingerState = new(true, 0);
        _socket.Close();
    }

    private static async Task<string?> LineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, CancellationToken.None) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }
}
