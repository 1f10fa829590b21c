using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

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
        if [ -n "$PASSWORD" ]; then
          (umask 077; printf '%s' "$PASSWORD" >password)
          auth="-A scram-sha-256 --pwfile=password"
        else
          auth="-A trust"
        fi
        "$BIN/initdb" -D data -U postgres $auth -E UTF8 --no-locale --no-sync >log 2>&1 || { cat log >&2; exit 1; }
        umask 077
        eval "$PREPARE"
        "$BIN/postgres" -D data -p "$PORT" -k "$dir" -c listen_addresses=127.0.0.1 -c max_connections=200 $SETTINGS </dev/null >log 2>&1 &
        server=$!
        while ! grep -q '^ready' data/postmaster.pid 2>/dev/null; do
          kill -0 "$server" 2>/dev/null || { cat log >&2; exit 1; }
          sleep 0.02
        done
        echo "$PORT $dir"
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

    private ThrowAwayServer(Process shell, int port, string? folder) => (_shell, Port, Folder) = (shell, port, folder);

    public int Port { get; }

    /// <summary>Where its files are, <c>log</c> and the cluster's folder <c>data</c> among them; null for one in Docker.</summary>
    public string? Folder { get; }

    /// <summary>Starts a server from the machine's binaries, else in Docker; null where there is neither.</summary>
    /// <param name="isDurable">Whether it writes to disk as one in production does.</param>
    /// <param name="password">The password of <c>postgres</c>, where every role has to give one; null where nobody has to.</param>
    /// <param name="settings">More of the server's settings, as its command line takes them: <c>-c log_statement=ddl</c>. A container does without them.</param>
    /// <param name="files">Files of its data folder by name, such as <c>pg_hba.conf</c>; null for none.</param>
    public static async Task<ThrowAwayServer?> StartAsync(
        bool isDurable = false, string? password = null, string settings = "", IReadOnlyDictionary<string, string>? files = null)
    {
        var needsBinaries = password is not null || files is not null;
        var prepare = string.Join('\n', (files ?? new Dictionary<string, string>(StringComparer.Ordinal))
            .Select(file => $"echo {Convert.ToBase64String(Encoding.UTF8.GetBytes(file.Value))} | base64 -d > data/{file.Key}"));
        return await ServerBinaries.FindAsync() is { } folder ? await RunAsync(ServerBinaries.AsOrdinaryUser(Cluster), folder, $"{(isDurable ? "" : Fast)} {settings}", password, prepare)
            : needsBinaries || !await Shell.SucceedsAsync("docker", "version", "--format", "{{.Server.Version}}") ? null
            : await RunAsync(["sh", "-c", Container], "", "");
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync(CancellationToken.None);
        _shell.Dispose();
    }

    private static async Task<ThrowAwayServer> RunAsync(string[] command, string binaries, string settings, string? password = null, string prepare = "", int attempt = 1)
    {
        var start = Shell.Redirected(command);
        start.RedirectStandardInput = true;
        start.WorkingDirectory = "/";
        start.Environment["BIN"] = binaries;
        start.Environment["SETTINGS"] = settings;
        start.Environment["PASSWORD"] = password ?? "";
        start.Environment["PREPARE"] = prepare;
        start.Environment["PORT"] = FreePort().ToString(CultureInfo.InvariantCulture);
        var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync(CancellationToken.None);
        var said = (await shell.StandardOutput.ReadLineAsync(CancellationToken.None))?.Split(' ', 2) ?? [];
        if (said.Length > 0 && int.TryParse(said[0], CultureInfo.InvariantCulture, out var port))
        {
            return new(shell, port, said.Length > 1 ? said[1] : null);
        }

        // Somebody may have taken the port since it was found free.
        return attempt < 3 && (await errors).Contains("Address already in use", StringComparison.Ordinal)
            ? await RunAsync(command, binaries, settings, password, prepare, attempt + 1)
            : throw new InvalidOperationException($"The PostgreSQL server for the tests did not start: {await errors}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
