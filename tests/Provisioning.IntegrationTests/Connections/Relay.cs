using System.Net;
using System.Net.Sockets;

namespace Provisioning.IntegrationTests.Connections;

/// <summary>Hands what comes in on one port of this machine on to another, and back.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    private Relay(TcpListener listener, int to)
    {
        _listener = listener;
        _accepting = AcceptAsync(to);
    }

    public static Relay Start(int from, int to)
    {
        var listener = new TcpListener(IPAddress.Loopback, from);
        listener.Start();
        return new(listener, to);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync(int to)
    {
        var relays = new List<Task>();
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                relays.Add(HandOnAsync(await _listener.AcceptTcpClientAsync(_stop.Token), to));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }

        await Task.WhenAll(relays);
    }

    private async Task HandOnAsync(TcpClient client, int to)
    {
        using var there = new TcpClient();
        using (client)
        {
            try
            {
                await there.ConnectAsync(IPAddress.Loopback, to, _stop.Token);
                await Task.WhenAny(
                    client.GetStream().CopyToAsync(there.GetStream(), _stop.Token),
                    there.GetStream().CopyToAsync(client.GetStream(), _stop.Token)
                );
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or IOException)
            {
                // One of the two has gone.
            }
        }
    }
}
