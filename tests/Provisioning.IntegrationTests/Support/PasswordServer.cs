using Npgsql;
using Provisioning.Testing.Servers;
using Xunit;

namespace Provisioning.IntegrationTests.Support;

/// <summary>A PostgreSQL server on which every role has to give its password, and which logs every statement.</summary>
public sealed class PasswordServer : IAsyncLifetime
{
    /// <summary>The superuser's password.</summary>
    public const string AdminPassword = "Only-for-this-server-1";

    private ThrowAwayServer? _server;

    /// <summary>The file that the server logs into.</summary>
    public string LogFile => Path.Combine(Server.Folder, "log");

    /// <summary>The cluster's <c>pg_hba.conf</c>.</summary>
    public string HostFile => Path.Combine(Server.Folder, "data", "pg_hba.conf");

    public int Port => Server.Port;

    private ThrowAwayServer Server
    {
        get
        {
            Assert.SkipUnless(
                _server is not null || Environment.GetEnvironmentVariable("CI") is "true",
                "There are no PostgreSQL server binaries here: apt-get install postgresql."
            );
            return _server
                ?? throw new InvalidOperationException(
                    "There are no PostgreSQL server binaries here: apt-get install postgresql."
                );
        }
    }

    public async ValueTask InitializeAsync() =>
        _server = await ThrowAwayServer.StartAsync(
            password: AdminPassword,
            settings: "-c log_statement=all -c max_prepared_transactions=2"
        );

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>The URL of a database as a role, the superuser by default.</summary>
    public string Url(string database, string role = "postgres", string password = AdminPassword) =>
        $"postgresql://{Uri.EscapeDataString(role)}:{Uri.EscapeDataString(password)}@127.0.0.1:{Port}/"
        + $"{Uri.EscapeDataString(database)}";

    /// <summary>A name for a database or a role that no other test has.</summary>
    public static string NewName(string kind) => $"{kind}_{Guid.NewGuid():N}"[..20];

    /// <summary>An empty database of a new name.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken token)
    {
        var name = NewName("db");
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}", token);
        return name;
    }

    /// <summary>Runs SQL as the superuser.</summary>
    public Task ExecuteAsync(string database, string sql, CancellationToken token) =>
        ExecuteAsync(database, "postgres", AdminPassword, sql, token);

    /// <summary>Runs SQL as a role.</summary>
    public async Task ExecuteAsync(string database, string role, string password, string sql, CancellationToken token)
    {
        await using var connection = await OpenAsync(database, role, password, token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(token);
    }

    /// <summary>The first column of a query's rows, as the superuser.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string database, string sql, CancellationToken token)
    {
        await using var connection = await OpenAsync(database, "postgres", AdminPassword, token);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(token);
        var rows = new List<string>();
        while (await reader.ReadAsync(token))
        {
            rows.Add(reader.GetValue(0).ToString()!);
        }

        return rows;
    }

    /// <summary>What a role that runs this SQL gets: <c>ok</c>, or the SQLSTATE of the refusal.</summary>
    public async Task<string> OutcomeAsync(
        string database,
        string role,
        string password,
        string sql,
        CancellationToken token
    )
    {
        try
        {
            await ExecuteAsync(database, role, password, sql, token);
            return "ok";
        }
        catch (PostgresException error)
        {
            return error.SqlState;
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(
        string database,
        string role,
        string password,
        CancellationToken token
    )
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder
            {
                Host = "127.0.0.1",
                Port = Port,
                Database = database,
                Username = role,
                Password = password,
                Pooling = false,
            }.ConnectionString
        );
        await connection.OpenAsync(token);
        return connection;
    }
}

/// <summary>The tests that share the server.</summary>
[CollectionDefinition(Name)]
public sealed class PasswordServerTests : ICollectionFixture<PasswordServer>
{
    public const string Name = "a server that asks for passwords";
}
