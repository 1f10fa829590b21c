using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.PostgreSql;

/// <summary>A database on a PostgreSQL server.</summary>
public sealed class PostgreSqlDatabase : Database
{
    private const string Maintenance = "postgres";

    private readonly NpgsqlConnectionStringBuilder _settings;

    /// <summary>The database that the settings name. Nothing is connected yet.</summary>
    public PostgreSqlDatabase(NpgsqlConnectionStringBuilder settings)
    {
        _settings = new(settings.ConnectionString)
        {
            Pooling = false,
            // A migration takes as long as it takes.
            CommandTimeout = 0,
            // Finds out within half a minute that the server is gone.
            TcpKeepAlive = true,
            TcpKeepAliveTime = 10,
            TcpKeepAliveInterval = 5,
            IncludeErrorDetail = false,
            // Tells which statement of a batch was refused.
            IncludeFailedBatchedCommand = true,
        };
        _settings.ApplicationName ??= "provision";
    }

    /// <inheritdoc />
    public override Dialect Dialect { get; } = new PostgreSqlDialect();

    /// <inheritdoc />
    public override string Name => _settings.Database!;

    /// <inheritdoc />
    public override string Location => PostgreSqlUrl.Mask(_settings);

    /// <inheritdoc />
    public override string ConnectionString => _settings.ConnectionString;

    /// <inheritdoc />
    public override async Task<bool> ExistsAsync(CancellationToken token)
    {
        try
        {
            await using var connection = await ConnectAsync(_settings, token);
            return true;
        }
        catch (ConnectionFailedException error) when (IsMissing(error))
        {
            return false;
        }
    }

    /// <inheritdoc />
    public override async Task<bool> CreateAsync(CancellationToken token)
    {
        if (await ExistsAsync(token))
        {
            return false;
        }

        await using var session = await OpenMaintenanceAsync(token);
        // Two runs that create the same database at once: the second waits, and finds it there.
        while (await session.TryLockAsync(token) is not null)
        {
            await Task.Delay(50, token);
        }

        var known = await session.QueryAsync("SELECT 1 FROM pg_catalog.pg_database WHERE datname = @p0", row => row.GetInt32(0), token, Name);
        if (known is [])
        {
            var encodings = await session.QueryAsync(
                "SELECT pg_catalog.pg_encoding_to_char(encoding)::text FROM pg_catalog.pg_database WHERE datname = 'template1'", row => row.GetString(0), token);
            // A cluster made without a locale has no encoding at all, and would take text in any.
            var template = encodings is ["UTF8"] ? "" : " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'";
            await session.ExecuteAsync($"CREATE DATABASE {Dialect.Quote(Name)}{template}", token);
        }

        return known is [];
    }

    /// <inheritdoc />
    public override async Task<bool> DropAsync(CancellationToken token)
    {
        if (!await ExistsAsync(token))
        {
            return false;
        }

        await using var session = await OpenMaintenanceAsync(token);
        await session.ExecuteAsync($"DROP DATABASE IF EXISTS {Dialect.Quote(Name)} WITH (FORCE)", token);
        return true;
    }

    /// <inheritdoc />
    public override async Task<DatabaseSession> OpenAsync(CancellationToken token) =>
        new PostgreSqlSession(this, await ConnectAsync(_settings, token));

    private async Task<PostgreSqlSession> OpenMaintenanceAsync(CancellationToken token)
    {
        var database = new PostgreSqlDatabase(new(_settings.ConnectionString) { Database = Maintenance });
        return new(database, await ConnectAsync(database._settings, token));
    }

    private static async Task<NpgsqlConnection> ConnectAsync(NpgsqlConnectionStringBuilder settings, CancellationToken token)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString);
        builder.EnableTransportSecurity();
        builder.EnableArrays();
        // The types that we use are built in; loading the others costs a quarter of a short run.
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        try
        {
            // The data source is not pooled: nothing of it outlives the connection.
            return await builder.Build().OpenConnectionAsync(token);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException or ArgumentException)
        {
            throw PostgreSqlErrors.Explain(error, settings);
        }
    }

    private static bool IsMissing(ConnectionFailedException error) =>
        error.InnerException is PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName };
}
