using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Provisioning.Engines;
using Provisioning.Migrations;

namespace Provisioning.IntegrationTests.Support;

/// <summary>A database of a test's own, dropped at its end with everything in it.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly PostgreSqlServer _server;
    private readonly Testing.TestDatabase? _copy;

    private TestDatabase(
        Engine engine,
        PostgreSqlServer server,
        string name,
        string url,
        Testing.TestDatabase? copy = null
    ) => (Engine, _server, Name, Url, _copy) = (engine, server, name, url, copy);

    public Engine Engine { get; }

    /// <summary>Its name on the server, or the path of its file.</summary>
    public string Name { get; }

    /// <summary>What a user would give: <c>postgresql://postgres@127.0.0.1:54321/test_…</c> or
    /// <c>sqlite:////tmp/….db</c>.</summary>
    public string Url { get; }

    /// <summary>An empty database.</summary>
    public static async Task<TestDatabase> CreateAsync(Engine engine, PostgreSqlServer server, CancellationToken token)
    {
        var database = await ReserveAsync(engine, server, token);
        if (engine is Engine.PostgreSql)
        {
            await database.OnServerAsync(
                // Half the work that going through the log is; versions before 15 know nothing else.
                version => $"CREATE DATABASE {database.Name}{(version >= 15 ? " STRATEGY FILE_COPY" : "")}",
                token
            );
        }
        else
        {
            await File.WriteAllBytesAsync(database.Name, [], token);
        }

        return database;
    }

    /// <summary>A database as <c>provision init</c> makes it, copied from a template, for tests that are about what
    /// comes after.</summary>
    /// <param name="system">The system that ships with the command.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="server">The server.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <param name="seeds">The seeders whose rows it has.</param>
    public static async Task<TestDatabase> InitializedAsync(
        string system,
        Engine engine,
        PostgreSqlServer server,
        CancellationToken token,
        params string[] seeds
    )
    {
        var copy = await Testing.TestDatabase.CreateAsync(
            ShippedSystems.All.Single(shipped => shipped.Name == system),
            engine is Engine.Sqlite
                ? new()
                {
                    Engine = KnownEngines.Sqlite,
                    InFile = true,
                    Seeds = seeds,
                }
                : new() { Server = (await server.UrlAsync(token)).AbsoluteUri, Seeds = seeds },
            token
        );
        return new(
            engine,
            server,
            engine is Engine.Sqlite ? copy.Url!["sqlite:///".Length..] : copy.Name,
            copy.Url!,
            copy
        );
    }

    /// <summary>The name of a database that does not exist, and is dropped at the end of the test if somebody creates
    /// it.</summary>
    public static async Task<TestDatabase> ReserveAsync(Engine engine, PostgreSqlServer server, CancellationToken token)
    {
        var name = $"test_{Guid.NewGuid():N}";
        if (engine is Engine.Sqlite)
        {
            var path = Path.Combine(Path.GetTempPath(), $"{name}.db");
            return new(engine, server, path, $"sqlite:///{path}");
        }

        var url = new UriBuilder(await server.UrlAsync(token)) { Path = name }.Uri;
        return new(engine, server, name, url.AbsoluteUri);
    }

    /// <summary>A connection of the test's own, open.</summary>
    public async Task<DbConnection> OpenAsync(CancellationToken token)
    {
        DbConnection connection =
            Engine is Engine.Sqlite
                ? new SqliteConnection(
                    new SqliteConnectionStringBuilder { DataSource = Name, Pooling = false }.ConnectionString
                )
                : new NpgsqlConnection(await _server.ConnectionStringAsync(Name, token));
        await connection.OpenAsync(token);
        return connection;
    }

    /// <summary>Runs SQL over a connection of its own.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken token)
    {
        if (Engine is Engine.Sqlite)
        {
            await using var file = await OpenAsync(token);
            await ExecuteAsync(file, sql, token);
            return;
        }

        // Where no rows are read the types of the database are not asked for: that takes longer than most of the SQL.
        var builder = new NpgsqlDataSourceBuilder(await _server.ConnectionStringAsync(Name, token));
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        await using var source = builder.Build();
        await using var connection = await source.OpenConnectionAsync(token);
        await ExecuteAsync(connection, sql, token);
    }

    /// <summary>The rows of a query over a connection of its own, their values side by side as text:
    /// <c>1|Ada|NULL</c>.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string sql, CancellationToken token)
    {
        await using var connection = await OpenAsync(token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(token);
        var rows = new List<string>();
        while (await reader.ReadAsync(token))
        {
            var row = reader;
            rows.Add(
                string.Join(
                    '|',
                    Enumerable.Range(0, row.FieldCount).Select(at => row.IsDBNull(at) ? "NULL" : $"{row.GetValue(at)}")
                )
            );
        }

        return rows;
    }

    /// <summary>The names of its tables, sorted.</summary>
    public Task<IReadOnlyList<string>> TablesAsync(CancellationToken token) =>
        RowsAsync(
            Engine is Engine.Sqlite
                ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
                : "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename COLLATE \"C\"",
            token
        );

    public async ValueTask DisposeAsync()
    {
        if (_copy is not null)
        {
            await _copy.DisposeAsync();
            return;
        }

        if (Engine is Engine.PostgreSql)
        {
            await OnServerAsync(_ => $"DROP DATABASE IF EXISTS {Name} WITH (FORCE)", CancellationToken.None);
            return;
        }

        foreach (var suffix in (string[])["", "-wal", "-shm", "-journal"])
        {
            File.Delete(Name + suffix);
        }
    }

    private static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken token)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(token);
    }

    private async Task OnServerAsync(Func<int, string> sql, CancellationToken token)
    {
        // A connection for each of a thousand tests would be a third of what their databases cost.
        var settings = new NpgsqlConnectionStringBuilder(await _server.ConnectionStringAsync("postgres", token))
        {
            Pooling = true,
        };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(token);
        await using var command = new NpgsqlCommand(sql(connection.PostgreSqlVersion.Major), connection);
        await command.ExecuteNonQueryAsync(token);
    }
}
