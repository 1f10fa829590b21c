using Npgsql;
using Provisioning.Testing.Servers;
using Xunit;

namespace Provisioning.IntegrationTests.Health;

/// <summary>A server with the settings of ToWow's parameter group, pg_stat_statements beside, for the tests of one
/// class.</summary>
public sealed class OwnServer : IAsyncLifetime
{
    private ThrowAwayServer? _server;

    /// <summary>The URL of a database on it; skips the test where the machine has no server binaries.</summary>
    public string Url(string database, string user = "postgres")
    {
        Assert.SkipWhen(
            _server is null,
            "there are no server binaries to start a server with settings of its own from"
        );
        return $"postgresql://{user}@127.0.0.1:{_server.Port}/{database}";
    }

    /// <summary>An open connection of the test's own.</summary>
    public async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken token, string user = "postgres")
    {
        var port = new Uri(Url(database)).Port;
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder
            {
                Host = "127.0.0.1",
                Port = port,
                Username = user,
                Database = database,
                Pooling = false,
            }.ConnectionString
        );
        await connection.OpenAsync(token);
        return connection;
    }

    /// <summary>Runs SQL over a connection of its own.</summary>
    public async Task ExecuteAsync(string database, string sql, CancellationToken token)
    {
        await using var connection = await OpenAsync(database, token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(token);
    }

    public async ValueTask InitializeAsync() =>
        _server = await ThrowAwayServer.StartAsync(
            isDurable: true,
            settings: "-c log_statement=ddl -c log_min_duration_statement=1000 -c "
                + "shared_preload_libraries=pg_stat_statements "
                + "-c deadlock_timeout=100ms"
        );

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
