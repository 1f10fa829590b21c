using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Provisioning.IntegrationTests.Support;

/// <summary>A PostgreSQL server that lives as long as this process and leaves nothing behind.</summary>
/// <remarks>A shell starts the server, says its port, and waits for the end of its input. That end comes when this process closes the pipe
/// and just as well when it is killed; the shell then stops the server and deletes its files.</remarks>
internal sealed class ThrowAwayServer : IAsyncDisposable
{
    private const string Cluster = """
        dir=$(mktemp -d /tmp/provisioning-postgres-XXXXXX)
        server=
        end() {
          trap - EXIT INT TERM HUP
          if [ -n "$server" ]; then kill -INT "$server"; wait "$server"; fi
          rm -rf "$dir"
        }
        trap end EXIT
        trap 'exit 1' INT TERM HUP
        export HOME="$dir"
        cd "$dir"
        "$BIN/initdb" -D data -U postgres -A trust -E UTF8 --no-locale --no-sync >log 2>&1 || { cat log >&2; exit 1; }
        "$BIN/postgres" -D data -p "$PORT" -k "$dir" -c listen_addresses=127.0.0.1 -c max_connections=200 $SETTINGS </dev/null >log 2>&1 &
        server=$!
        while ! grep -q '^ready' data/postmaster.pid 2>/dev/null; do
          kill -0 "$server" 2>/dev/null || { cat log >&2; exit 1; }
          sleep 0.02
        done
        echo "$PORT"
        cat >/dev/null
        """;

    private const string Container = """
        id=$(docker run --rm -d -e POSTGRES_HOST_AUTH_METHOD=trust -p 127.0.0.1::5432 postgres:17-alpine -c fsync=off -c max_connections=200)
        trap 'docker rm -f "$id" >/dev/null' EXIT
        trap 'exit 1' INT TERM HUP
        until docker exec "$id" pg_isready -q -h 127.0.0.1 -U postgres; do sleep 0.1; done
        docker port "$id" 5432/tcp | sed 's/.*://'
        cat >/dev/null
        """;

    private const string Fast = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off";

    private readonly Process _shell;

    private ThrowAwayServer(Process shell, int port) => (_shell, Port) = (shell, port);

    public int Port { get; }

    /// <summary>Starts a server from the machine's binaries, else in Docker; null where there is neither.</summary>
    /// <param name="isDurable">Whether it writes to disk as one in production does.</param>
    /// <param name="settings">Settings of its own: <c>-c name=value</c>.</param>
    public static async Task<ThrowAwayServer?> StartAsync(bool isDurable = false, string settings = "") =>
        await ServerBinaries.FindAsync() is { } folder ? await RunAsync(ServerBinaries.AsOrdinaryUser(Cluster), folder, $"{(isDurable ? "" : Fast)} {settings}")
        : await Shell.SucceedsAsync("docker", "version", "--format", "{{.Server.Version}}") ? await RunAsync(["sh", "-c", Container], "", "")
        : null;

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync(CancellationToken.None);
        _shell.Dispose();
    }

    private static async Task<ThrowAwayServer> RunAsync(string[] command, string binaries, string settings, int attempt = 1)
    {
        var start = Shell.Redirected(command);
        start.RedirectStandardInput = true;
        start.WorkingDirectory = "/";
        start.Environment["BIN"] = binaries;
        start.Environment["SETTINGS"] = settings;
        start.Environment["PORT"] = FreePort().ToString(CultureInfo.InvariantCulture);
        var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync(CancellationToken.None);
        if (int.TryParse(await shell.StandardOutput.ReadLineAsync(CancellationToken.None), CultureInfo.InvariantCulture, out var port))
        {
            return new(shell, port);
        }

        // Somebody may have taken the port since it was found free.
        return attempt < 3 && (await errors).Contains("Address already in use", StringComparison.Ordinal)
            ? await RunAsync(command, binaries, settings, attempt + 1)
            : throw new InvalidOperationException($"The PostgreSQL server for the tests did not start: {await errors}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
