using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Provisioning.IntegrationTests.Support;
using Provisioning.Testing.Servers;
using Xunit;

namespace Provisioning.IntegrationTests.Connections;

/// <summary>A PgBouncer of a test's own on loopback.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private static readonly string[] Folders = [.. Shell.Path, "/usr/sbin"];

    private readonly Process _process;
    private readonly string _folder;

    private PgBouncer(Process process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    /// <summary>Starts one in a mode (<c>transaction</c>, <c>session</c>); skips the test where PgBouncer is
    /// missing.</summary>
    public static async Task<PgBouncer> StartAsync(Uri server, string mode, int poolSize, CancellationToken token)
    {
        var program = Folders.Select(folder => Path.Combine(folder, "pgbouncer")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "There is no pgbouncer: `sudo apt-get install --yes pgbouncer`.");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var folder = Directory.CreateTempSubdirectory("pgbouncer_").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        var user = Uri.UnescapeDataString(server.UserInfo.Split(':')[0]);
        await File.WriteAllTextAsync(Path.Combine(folder, "users"), $"\"{user}\" \"\"\n", token);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "pgbouncer.ini"),
            string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    [databases]
                    * = host={server.Host} port={server.Port}
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = {port}
                    unix_socket_dir =
                    auth_type = any
                    auth_file = {folder}/users
                    pool_mode = {mode}
                    default_pool_size = {poolSize}
                    max_client_conn = 200
                    """
                )
                .Replace("* = host", $"* = user={user} host", StringComparison.Ordinal),
            token
        );
        var process = Process.Start(
            Shell.Redirected(ServerBinaries.AsOrdinaryUser($"exec {program} -q {folder}/pgbouncer.ini"))
        )!;
        var pooler = new PgBouncer(process, folder, port);
        await pooler.AnswersAsync(user, token);
        return pooler;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AnswersAsync(string user, CancellationToken token)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(
                    $"Host=127.0.0.1;Port={Port};Username={user};Database=postgres;Pooling=false"
                );
                await connection.OpenAsync(token);
                return;
            }
            catch (NpgsqlException) when (attempt < 100 && !_process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), token);
            }
        }
    }
}
