using Npgsql;
using Provisioning.Databases;

namespace Provisioning.PostgreSql;

/// <summary>Opens connections.</summary>
internal static class PostgreSqlConnector
{
    /// <summary>A connection, open, with a search path of our own.</summary>
    /// <exception cref="ConnectionFailedException">The server cannot be reached, refuses us, or takes no writes where that was asked for.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder settings, CancellationToken token)
    {
        var (path, attributes) = (settings.SearchPath, settings.TargetSessionAttributes);
        // A pooler between us and the server refuses to start with the one, and the driver the other where there is one host.
        var builder = new NpgsqlSlimDataSourceBuilder(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { SearchPath = null, TargetSessionAttributes = null }.ConnectionString);
        builder.EnableTransportSecurity();
        builder.EnableArrays();
        // The types that we use are built in; loading the others costs a quarter of a short run.
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        NpgsqlConnection? connection = null;
        try
        {
            // The data source is not pooled: nothing of it outlives the connection.
            connection = await builder.Build().OpenConnectionAsync(token);
            await PrepareAsync(connection, path, attributes is "read-write" or "primary", token);
            return connection;
        }
        catch (Exception error)
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }

            if (error is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException or ArgumentException or IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
            {
                throw PostgreSqlErrors.Explain(error, settings);
            }

            throw;
        }
    }

    private static async Task PrepareAsync(NpgsqlConnection connection, string? path, bool needsWrites, CancellationToken token)
    {
        if (path is null && !needsWrites)
        {
            return;
        }

        // The path is made of quoted names.
        await using var command = new NpgsqlCommand($"SET search_path TO {path ?? "public"}; SELECT pg_catalog.pg_is_in_recovery()", connection);
        if (await command.ExecuteScalarAsync(token) is true && needsWrites)
        {
            throw new ConnectionFailedException($"PostgreSQL at {connection.Host}:{connection.Port} is a standby, which takes no writes, and the URL asks for one that does. Name the primary.") { IsPassing = true };
        }
    }
}
