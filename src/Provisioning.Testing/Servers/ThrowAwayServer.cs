using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Provisioning.Testing.Servers;

/// <summary>A PostgreSQL server that lives as long as this process and leaves nothing behind.</summary>
/// <remarks>A shell starts the server, says its port, and waits for the end of its input. That end comes when this
/// process closes the pipe and just as well when it is killed; the shell then stops the server and deletes its
/// files.</remarks>
internal sealed class ThrowAwayServer : IAsyncDisposable
{
    private const string Cluster = """
        # In memory where there are some gigabytes of it, unless what is written is to last.
        base=/tmp
        free=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
        if [ -z "$DURABLE" ] && [ -w /dev/shm ] && [ "${free:-0}" -gt 4000000 ]; then base=/dev/shm; fi
        dir=$(mktemp -d "$base/provisioning-postgres-XXXXXX")
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

    private const string Fast = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off";

    private readonly Process _shell;

    private ThrowAwayServer(Process shell, int port, string folder) => (_shell, Port, Folder) = (shell, port, folder);

    public int Port { get; }

    /// <summary>Where its files are, <c>log</c> and the cluster's folder <c>data</c> among them.</summary>
    public string Folder { get; }

    /// <summary>Starts a server from the machine's binaries; null where there are none.</summary>
    /// <param name="isDurable">Whether it writes to disk as one in production does.</param>
    /// <param name="password">The password of <c>postgres</c>, where every role has to give one; null where no role has
    /// to.</param>
    /// <param name="settings">More of the server's settings, as its command line takes them: <c>-c
    /// log_statement=ddl</c>.</param>
    /// <param name="files">Files of its data folder by name, such as <c>pg_hba.conf</c>; null for none.</param>
    /// <param name="primary">The port of the server that it is a replica of; null for none.</param>
    public static async Task<ThrowAwayServer?> StartAsync(
        bool isDurable = false,
        string? password = null,
        string settings = "",
        IReadOnlyDictionary<string, string>? files = null,
        int? primary = null
    )
    {
        var prepare = string.Join(
            '\n',
            (files ?? new Dictionary<string, string>(StringComparer.Ordinal)).Select(file =>
                $"echo {Convert.ToBase64String(Encoding.UTF8.GetBytes(file.Value))} | base64 -d > data/{file.Key}"
            )
        );
        if (primary is not null)
        {
            prepare = $"""
                umask 077
                rm -rf data
                copy="$BIN/pg_basebackup"
                [ -x "$copy" ] || copy=pg_basebackup
                "$copy" -h 127.0.0.1 -p {primary} -U postgres -D data -R -X stream -c fast
                {prepare}
                """;
        }

        return await ServerBinaries.FindAsync() is { } binaries
            ? await RunAsync(ServerBinaries.AsOrdinaryUser(Cluster), binaries, isDurable, settings, password, prepare)
            : null;
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync(CancellationToken.None);
        _shell.Dispose();
    }

    private static async Task<ThrowAwayServer> RunAsync(
        string[] command,
        string binaries,
        bool isDurable,
        string settings,
        string? password,
        string prepare,
        int attempt = 1
    )
    {
        var start = Programs.Redirected(command);
        start.RedirectStandardInput = true;
        start.WorkingDirectory = "/";
        start.Environment["BIN"] = binaries;
        start.Environment["DURABLE"] = isDurable ? "yes" : "";
        start.Environment["SETTINGS"] = $"{(isDurable ? "" : Fast)} {settings}";
        start.Environment["PASSWORD"] = password ?? "";
        start.Environment["PREPARE"] = prepare;
        start.Environment["PORT"] = FreePort().ToString(CultureInfo.InvariantCulture);
        var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync(CancellationToken.None);
        var said = (await shell.StandardOutput.ReadLineAsync(CancellationToken.None))?.Split(' ', 2) ?? [];
        if (said is [var number, var folder] && int.TryParse(number, CultureInfo.InvariantCulture, out var port))
        {
            return new(shell, port, folder);
        }

        // Another program may have taken the port since it was found free.
        return attempt < 3 && (await errors).Contains("Address already in use", StringComparison.Ordinal)
            ? await RunAsync(command, binaries, isDurable, settings, password, prepare, attempt + 1)
            : throw new InvalidOperationException($"The PostgreSQL server for the tests did not start: {await errors}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
