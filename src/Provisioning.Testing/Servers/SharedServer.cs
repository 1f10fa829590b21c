using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace Provisioning.Testing.Servers;

/// <summary>A PostgreSQL server from this machine's binaries that all test processes of a user share.</summary>
/// <remarks>Each process holds the server's named pipe open. The operating system closes it when the process ends,
/// however it does; some seconds after the last one the server stops and deletes its files. Not on Windows, which has
/// no shell.</remarks>
internal sealed class SharedServer : TestServerSource
{
    // Its password lies in a file of this user: others of the machine cannot connect.
    private const string Script = """
        umask 077
        base=/tmp
        free=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
        if [ -w /dev/shm ] && [ "${free:-0}" -gt 4000000 ]; then base=/dev/shm; fi
        dir=$(mktemp -d "$base/provisioning-testing-XXXXXX") || exit 1
        export HOME="$dir"
        cd "$dir" || exit 1
        printf '%s' "$PASSWORD" >password
        unset PASSWORD
        fail() { cat log >&2; cd /; rm -rf "$dir"; exit 1; }
        "$BIN/initdb" -D data -U postgres -A scram-sha-256 --pwfile=password -E UTF8 --no-locale --no-sync >log 2>&1 || fail
        mkfifo alive
        : >open
        # Apart from this program's process group, so that Ctrl+C in a terminal does not reach it.
        "$BIN/pg_ctl" start -w -D data -l log -o "-p $PORT -k $dir -c listen_addresses=127.0.0.1 -c max_connections=300 \
          -c fsync=off -c synchronous_commit=off -c full_page_writes=off" >/dev/null 2>&1 </dev/null || fail
        keep() {
          # So that the end of this script is seen as the end of its output.
          exec >/dev/null 2>&1 </dev/null
          trap '' INT HUP
          # Where the first process is killed before it opens the pipe.
          ( sleep 60; [ -p alive ] && : >alive ) &
          first=$!
          while :; do
            cat <alive >/dev/null
            rm -f joined
            ( : <alive; : >joined ) &
            probe=$!
            sleep "$LINGER"
            if [ ! -e joined ]; then
              rm -f open
              # Who has seen the file opens the pipe within this second.
              sleep 1
              if [ ! -e joined ]; then kill "$probe"; break; fi
              : >open
            fi
          done
          kill "$first"
          "$BIN/pg_ctl" stop -D data -m immediate
          cd /
          rm -rf "$dir"
        }
        keep &
        echo "$dir"
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Open as long as this process lives.
    private static readonly List<FileStream> Open = [];

    /// <inheritdoc />
    public override async Task<string?> StartAsync(CancellationToken token)
    {
        if (OperatingSystem.IsWindows() || await ServerBinaries.FindAsync() is not { } binaries)
        {
            return null;
        }

        var folder = Path.Combine(Path.GetTempPath(), $"provisioning-testing-{Environment.UserName}");
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var turn = await FileTurn.TakeAsync(Path.Combine(folder, "lock"), Patience, token);
        var note = Path.Combine(folder, "server");
        if (await JoinAsync(note, token) is { } running)
        {
            return running;
        }

        await StartAsync(binaries, note, token);
        return await JoinAsync(note, token)
            ?? throw new InvalidOperationException("The PostgreSQL server for the tests ended as soon as it started.");
    }

    // The note has its port, its folder and its password.
    private static async Task<string?> JoinAsync(string note, CancellationToken token)
    {
        if (!File.Exists(note) || await File.ReadAllLinesAsync(note, token) is not [var port, var folder, var password])
        {
            return null;
        }

        try
        {
            // For both directions, so that opening does not wait for the other end.
            var alive = new FileStream(
                Path.Combine(folder, "alive"),
                FileMode.Open,
                FileAccess.ReadWrite,
                FileShare.ReadWrite,
                bufferSize: 0
            );
            var url = $"postgresql://postgres:{password}@127.0.0.1:{port}/postgres";
            if (File.Exists(Path.Combine(folder, "open")) && await AnswersAsync(port, password, token))
            {
                Open.Add(alive);
                return url;
            }

            await alive.DisposeAsync();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has ended.
        }

        return null;
    }

    private static async Task<bool> AnswersAsync(string port, string password, CancellationToken token)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = int.Parse(port, CultureInfo.InvariantCulture),
            Username = "postgres",
            Password = password,
            Database = "postgres",
            Pooling = false,
        };
        try
        {
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(token);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task StartAsync(string binaries, string note, CancellationToken token)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort().ToString(CultureInfo.InvariantCulture);
            var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
            var start = Programs.Redirected(ServerBinaries.AsOrdinaryUser(Script));
            start.WorkingDirectory = "/";
            start.Environment["BIN"] = binaries;
            start.Environment["PORT"] = port;
            start.Environment["PASSWORD"] = password;
            start.Environment["LINGER"] = "5";
            using var shell = Process.Start(start)!;
            var errors = shell.StandardError.ReadToEndAsync(token);
            var folder = (await shell.StandardOutput.ReadToEndAsync(token)).Trim();
            await shell.WaitForExitAsync(token);
            if (folder.Length > 0)
            {
                await File.WriteAllLinesAsync(note, [port, folder, password], token);
                return;
            }

            // Another program may have taken the port since it was found free.
            if (attempt == 3 || !(await errors).Contains("Address already in use", StringComparison.Ordinal))
            {
                throw new InvalidOperationException(
                    $"The PostgreSQL server for the tests did not start: {await errors}"
                );
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
