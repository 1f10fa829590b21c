using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Provisioning.IntegrationTests.Support;

/// <summary>A line to a server on loopback that breaks, is slow, or is encrypted.</summary>
internal sealed class LineBetween : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _server;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private int _breaksLeft;

    /// <summary>A line to a server.</summary>
    /// <param name="server">Its URL.</param>
    /// <param name="breaks">How many connections break.</param>
    public LineBetween(string server, int breaks = 0)
    {
        (_server, _breaksLeft) = (new(server), breaks);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>After how many bytes, in the one direction or the other, a connection that breaks is reset.</summary>
    public long BreaksAfter { get; init; } = long.MaxValue;

    /// <summary>How long it waits before it passes on what came.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>What the line identifies itself with; null for a line that is not encrypted.</summary>
    public X509Certificate2? Certificate { get; init; }

    public string Endpoint =>
        $"{(Certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var lines = new List<Task>();
        try
        {
            while (!_end.IsCancellationRequested)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                lines.Add(PassAsync(client, Interlocked.Decrement(ref _breaksLeft) >= 0));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(lines);
        }
    }

    private async Task PassAsync(TcpClient client, bool breaks)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                // It ends by a reset rather than in order.
                client.LingerState = new(breaks, 0);
                await server.ConnectAsync(IPAddress.Loopback, _server.Port, _end.Token);
                await using var near = await NearAsync(client);
                var budget = new Budget(breaks ? BreaksAfter : long.MaxValue);
                using var end = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
                await Task.WhenAny(
                    CopyAsync(near, server.GetStream(), budget, end.Token),
                    CopyAsync(server.GetStream(), near, budget, end.Token)
                );
                await end.CancelAsync();
            }
            catch (Exception error)
                when (error
                        is IOException
                            or SocketException
                            or OperationCanceledException
                            or AuthenticationException
                            or ObjectDisposedException
                )
            {
                // What the line is there for.
            }
        }
    }

    private async Task<Stream> NearAsync(TcpClient client)
    {
        if (Certificate is null)
        {
            return client.GetStream();
        }

        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = Certificate },
            _end.Token
        );
        return stream;
    }

    private async Task CopyAsync(Stream from, Stream to, Budget budget, CancellationToken token)
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (await from.ReadAsync(buffer, token) is > 0 and var count)
            {
                if (Delay > TimeSpan.Zero)
                {
                    await Task.Delay(Delay, token);
                }

                var passed = (int)Math.Min(count, budget.Take(count));
                await to.WriteAsync(buffer.AsMemory(0, passed), token);
                if (passed < count)
                {
                    return;
                }
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the ends is gone.
        }
    }

    private sealed class Budget(long bytes)
    {
        private long _left = bytes;

        public long Take(long count) => Math.Max(0, Interlocked.Add(ref _left, -count) + count);
    }
}
