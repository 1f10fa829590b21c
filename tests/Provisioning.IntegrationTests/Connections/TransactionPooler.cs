using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Provisioning.IntegrationTests.Connections;

/// <summary>A pooler on loopback between clients and a server that trusts them, as PgBouncer is one.</summary>
internal sealed class TransactionPooler : IAsyncDisposable
{
    private const int SslRequest = 80877103;
    private const int GssRequest = 80877104;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentStack<NetworkStream> _idle = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Uri _server;
    private readonly bool _keepsSessions;
    private readonly Task _accepting;
    private byte[]? _parameters;

    /// <summary>A pooler for a server.</summary>
    /// <param name="server">The server's URL.</param>
    /// <param name="keepsSessions">Whether a client keeps its server session until it leaves, rather than to the end of
    /// a transaction.</param>
    public TransactionPooler(Uri server, bool keepsSessions)
    {
        (_server, _keepsSessions) = (server, keepsSessions);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Whether it connects to the server with each client that logs in, rather than with the first
    /// alone.</summary>
    public bool ConnectsAtLogin { get; init; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var clients = new List<Task>();
        try
        {
            while (true)
            {
                clients.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(clients);
            foreach (var server in _idle)
            {
                await server.DisposeAsync();
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        NetworkStream? server = null;
        try
        {
            using (client)
            {
                await using var stream = client.GetStream();
                var startup = await StartupAsync(stream);
                if (_parameters is null || ConnectsAtLogin)
                {
                    (server, _parameters) = await ConnectAsync(startup);
                    Release(ref server);
                }

                await stream.WriteAsync(Hello(_parameters), _end.Token);
                while (true)
                {
                    var message = await ReadAsync(stream);
                    if (message[0] is (byte)'X')
                    {
                        return;
                    }

                    server ??= _idle.TryPop(out var idle) ? idle : (await ConnectAsync(startup)).Server;
                    await server.WriteAsync(message, _end.Token);
                    if (message[0] is (byte)'Q' or (byte)'S' && await AnswerAsync(server, stream))
                    {
                        Release(ref server);
                    }
                }
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or SocketException)
        {
            // The client is gone, or the test is over.
        }
        finally
        {
            await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    // Welcome; the parameters; process 7 with key 7; ready.
    private static byte[] Hello(byte[] parameters) =>
        [
            (byte)'R',
            0,
            0,
            0,
            8,
            0,
            0,
            0,
            0,
            .. parameters,
            (byte)'K',
            0,
            0,
            0,
            12,
            0,
            0,
            0,
            7,
            0,
            0,
            0,
            7,
            (byte)'Z',
            0,
            0,
            0,
            5,
            (byte)'I',
        ];

    private void Release(ref NetworkStream? server)
    {
        if (!_keepsSessions && server is not null)
        {
            _idle.Push(server);
            server = null;
        }
    }

    // Passes on what the server says, and tells whether a transaction is over.
    private async Task<bool> AnswerAsync(NetworkStream server, NetworkStream client)
    {
        while (true)
        {
            var message = await ReadAsync(server);
            await client.WriteAsync(message, _end.Token);
            if (message[0] is (byte)'Z')
            {
                return message[5] is (byte)'I';
            }
        }
    }

    private async Task<byte[]> StartupAsync(NetworkStream client)
    {
        while (true)
        {
            var length = new byte[4];
            await client.ReadExactlyAsync(length, _end.Token);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(length) - 4];
            await client.ReadExactlyAsync(body, _end.Token);
            if (BinaryPrimitives.ReadInt32BigEndian(body) is not (SslRequest or GssRequest))
            {
                return [.. length, .. body];
            }

            await client.WriteAsync("N"u8.ToArray(), _end.Token);
        }
    }

    private async Task<(NetworkStream Server, byte[] Parameters)> ConnectAsync(byte[] startup)
    {
        var client = new TcpClient();
        await client.ConnectAsync(_server.Host, _server.Port, _end.Token);
        var server = client.GetStream();
        await server.WriteAsync(startup, _end.Token);
        var parameters = new List<byte>();
        while (true)
        {
            var message = await ReadAsync(server);
            switch (message[0])
            {
                case (byte)'S':
                    parameters.AddRange(message);
                    break;
                case (byte)'Z':
                    return (server, [.. parameters]);
                case (byte)'E':
                    throw new IOException("The server refuses the connection.");
            }
        }
    }

    private async Task<byte[]> ReadAsync(NetworkStream from)
    {
        var head = new byte[5];
        await from.ReadExactlyAsync(head, _end.Token);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4];
        await from.ReadExactlyAsync(body, _end.Token);
        return [.. head, .. body];
    }
}
