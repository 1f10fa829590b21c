using System.Globalization;
using Npgsql;
using Provisioning.Testing.Containers;
using Provisioning.Testing.Servers;
using Xunit;

[assembly: AssemblyFixture(typeof(Provisioning.IntegrationTests.Support.PostgreSqlServer))]

namespace Provisioning.IntegrationTests.Support;

/// <summary>The PostgreSQL server that all tests share. It is looked for, or started, when the first test
/// asks.</summary>
/// <remarks>In this order: the server that PROVISIONING_TEST_POSTGRES names, a throw-away one from binaries on this
/// machine, one in a container where Docker answers. Where there is none, tests on PostgreSQL are skipped, and with
/// CI=true they fail.</remarks>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    private const string Missing =
        "There is no PostgreSQL to test on. `sudo apt-get install --yes postgresql` (macOS: `brew install "
        + "postgresql`) is enough: "
        + "the tests start a server of their own. Or set "
        + "PROVISIONING_TEST_POSTGRES=postgresql://user:password@host/postgres.";

    private readonly Lock _gate = new();
    private Task<Uri?>? _found;
    private ThrowAwayServer? _started;

    /// <summary>The server as a URL whose role may create databases:
    /// <c>postgresql://postgres@127.0.0.1:54321/postgres</c>.</summary>
    public async Task<Uri> UrlAsync(CancellationToken token)
    {
        Task<Uri?> found;
        lock (_gate)
        {
            // The first test starts it for all: it is not to end with that test's token.
            found = _found ??= FindAsync();
        }

        if (await found.WaitAsync(token) is { } url)
        {
            return url;
        }

        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") is "true", Missing);
        throw new InvalidOperationException(Missing);
    }

    /// <summary>The connection string of one of the server's databases, for the tests' own connections.</summary>
    public async Task<string> ConnectionStringAsync(string database, CancellationToken token)
    {
        var url = await UrlAsync(token);
        var user = url.UserInfo.Split(':', 2);
        return new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.IsDefaultPort || url.Port < 0 ? 5432 : url.Port,
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Database = database,
            Pooling = false,
            IncludeErrorDetail = true,
        }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        if (_started is not null)
        {
            await _started.DisposeAsync();
        }
    }

    private async Task<Uri?> FindAsync()
    {
        if (Environment.GetEnvironmentVariable(TestServer.Variable) is { Length: > 0 } named)
        {
            return new(named);
        }

        if (await ThrowAwayServer.StartAsync() is { } server)
        {
            _started = server;
            return Url("127.0.0.1", server.Port);
        }

        return await new ContainerServer().StartAsync(CancellationToken.None) is { } url ? new(url) : null;
    }

    private static Uri Url(string host, int port) =>
        new(string.Create(CultureInfo.InvariantCulture, $"postgresql://postgres@{host}:{port}/postgres"));
}
