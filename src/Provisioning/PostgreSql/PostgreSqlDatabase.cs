using System.Text;
using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.PostgreSql;

/// <summary>A database on a PostgreSQL server.</summary>
public sealed class PostgreSqlDatabase : Database
{
    private const string Maintenance = "postgres";
    private const int LongestName = 63;

    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly PostgreSqlIdentities _identities;

    /// <summary>The database that the settings name. Nothing is connected yet.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="identities">What a numbered column becomes where its migration does not say how.</param>
    /// <exception cref="InvalidDatabaseUrlException">The name is longer than PostgreSQL keeps.</exception>
    public PostgreSqlDatabase(NpgsqlConnectionStringBuilder settings, PostgreSqlIdentities identities = PostgreSqlIdentities.Always)
    {
        // The server would cut it without a word, and two names that begin alike would be one database.
        if (Encoding.UTF8.GetByteCount(settings.Database ?? "") > LongestName)
        {
            throw new InvalidDatabaseUrlException($"The database's name is longer than the {LongestName} bytes that PostgreSQL keeps of a name. Give it a shorter one.");
        }

        _identities = identities;
        Dialect = new PostgreSqlDialect(identities);
        _settings = new(settings.ConnectionString)
        {
            Pooling = false,
            // A migration takes as long as it takes.
            CommandTimeout = 0,
            IncludeErrorDetail = false,
            // Tells which statement of a batch was refused.
            IncludeFailedBatchedCommand = true,
        };
        _settings.ApplicationName ??= "provision";
        // A Unix socket refuses the options of TCP.
        if (_settings.Host is null or not ['/' or '@', ..])
        {
            // Finds out within half a minute that the server is gone.
            (_settings.TcpKeepAlive, _settings.TcpKeepAliveTime, _settings.TcpKeepAliveInterval) = (true, 10, 5);
        }
    }

    /// <inheritdoc />
    public override Dialect Dialect { get; }

    /// <inheritdoc />
    public override string Name => _settings.Database!;

    /// <inheritdoc />
    public override string Location => PostgreSqlUrl.Mask(_settings);

    /// <inheritdoc />
    public override string ConnectionString => _settings.ConnectionString;

    private string QuotedName => Quoted(Name);

    /// <summary>The settings of a connection, with the password.</summary>
    internal NpgsqlConnectionStringBuilder Settings => _settings;

    /// <summary>The name of a database in quotes. One that has quotes at both ends has them as part of it: it comes from a URL, not from SQL.</summary>
    internal static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Another database on the same server.</summary>
    internal PostgreSqlDatabase At(string name) => new(new(_settings.ConnectionString) { Database = name }, _identities);

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
            await ExecuteAsync(session, "create", $"CREATE DATABASE {QuotedName}{template}", "Connect as a role that may create databases (CREATEDB), or let one create it, and run again.", token);
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
        await ExecuteAsync(session, "drop", $"DROP DATABASE IF EXISTS {QuotedName} WITH (FORCE)", "Connect as the database's owner.", token);
        return true;
    }

    /// <inheritdoc />
    public override Database Scratch(string name) => At(name);

    /// <inheritdoc />
    public override async Task<DatabaseSession> OpenAsync(CancellationToken token) =>
        new PostgreSqlSession(this, await ConnectAsync(_settings, token));

    /// <summary>Opens a session with the database that every server has, to create, rename and drop others.</summary>
    internal async Task<PostgreSqlSession> OpenMaintenanceAsync(CancellationToken token)
    {
        var database = new PostgreSqlDatabase(new(_settings.ConnectionString) { Database = Maintenance });
        return new(database, await ConnectAsync(database._settings, token));
    }

    private async Task ExecuteAsync(PostgreSqlSession session, string verb, string sql, string wayOut, CancellationToken token)
    {
        try
        {
            await session.ExecuteAsync(sql, token);
        }
        catch (StatementFailedException error)
        {
            var hint = error.Code == PostgresErrorCodes.InsufficientPrivilege ? $" {wayOut}" : "";
            throw new ProvisioningException($"Cannot {verb} {Location}: {error.Message}.{hint}", error);
        }
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
