using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;
using Provisioning.Databases;

namespace Provisioning.PostgreSql.Connection;

/// <summary>Opens connections.</summary>
internal static class PostgreSqlConnector
{
    /// <summary>A connection, open, with a search path of our own, in UTC and UTF-8.</summary>
    /// <exception cref="ConnectionFailedException">The server cannot be reached, refuses us, or takes no writes where
    /// that was asked for.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(
        NpgsqlConnectionStringBuilder settings,
        CancellationToken token
    )
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = await OpenInAnyModeAsync(settings, token);
            await PrepareAsync(connection, settings, token);
            return connection;
        }
        catch (Exception error)
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }

            if (
                error
                is NpgsqlException
                    or TimeoutException
                    or System.Net.Sockets.SocketException
                    or ArgumentException
                    or IOException
                    or UnauthorizedAccessException
                    or CryptographicException
            )
            {
                throw PostgreSqlErrors.Explain(error, settings);
            }

            throw;
        }
    }

    // Given an authority, libpq asks every server that encrypts whether it was signed by that one, whatever the mode;
    // the driver asks only in the two modes that have it in their name.
    private static async Task<NpgsqlConnection> OpenInAnyModeAsync(
        NpgsqlConnectionStringBuilder settings,
        CancellationToken token
    )
    {
        var (first, second) = (settings.RootCertificate, settings.SslMode) switch
        {
            (not null, SslMode.Require) => (SslMode.VerifyCA, default(SslMode?)),
            (not null, SslMode.Prefer) => (SslMode.VerifyCA, SslMode.Disable),
            (not null, SslMode.Allow) => (SslMode.Disable, SslMode.VerifyCA),
            (_, var mode) => (mode, null),
        };
        try
        {
            return await OpenAsync(settings, first, token);
        }
        catch (Exception error) when (second is not null && IsAboutEncryption(error))
        {
            return await OpenAsync(settings, second.Value, token);
        }
    }

    // Not: that the server does not answer, or that the password is wrong.
    private static bool IsAboutEncryption(Exception error) =>
        error switch
        {
            PostgresException refused => refused.SqlState is PostgresErrorCodes.InvalidAuthorizationSpecification,
            NpgsqlException => error.InnerException is null or AuthenticationException,
            _ => error is AuthenticationException,
        };

    private static async Task<NpgsqlConnection> OpenAsync(
        NpgsqlConnectionStringBuilder settings,
        SslMode mode,
        CancellationToken token
    )
    {
        // A pooler between us and the server refuses to start with a search path, and the driver the attributes where
        // there is one host.
        var builder = new NpgsqlSlimDataSourceBuilder(
            new NpgsqlConnectionStringBuilder(settings.ConnectionString)
            {
                SslMode = mode,
                SearchPath = null,
                TargetSessionAttributes = null,
            }.ConnectionString
        );
        builder.EnableTransportSecurity();
        builder.EnableArrays();
        // The types that we use are built in; loading the others costs a quarter of a short run.
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        // The data source is not pooled: nothing of it outlives the connection.
        return await builder.Build().OpenConnectionAsync(token);
    }

    /// <summary>A connection, open, on which nothing was set.</summary>
    internal static Task<NpgsqlConnection> OpenBareAsync(
        NpgsqlConnectionStringBuilder settings,
        CancellationToken token
    ) => OpenInAnyModeAsync(settings, token);

    // Behind a pooler that gives out server sessions by the transaction, what is set would hold for its other clients:
    // a process that is another than the server named at login means a pooler.
    private static async Task PrepareAsync(
        NpgsqlConnection connection,
        NpgsqlConnectionStringBuilder settings,
        CancellationToken token
    )
    {
        var path = settings.SearchPath ?? "public, pg_temp";
        if (!await SetAsync(connection, path, $"pg_catalog.pg_backend_pid() = {connection.ProcessID}", settings, token))
        {
            await PostgreSqlPooler.EnsureKeepsSessionsAsync(connection, settings, token);
            await SetAsync(connection, path, "true", settings, token);
        }
    }

    private static async Task<bool> SetAsync(
        NpgsqlConnection connection,
        string path,
        string condition,
        NpgsqlConnectionStringBuilder settings,
        CancellationToken token
    )
    {
        await using var command = new NpgsqlCommand(
            $"SELECT pg_catalog.pg_is_in_recovery(), {condition}, "
                + $"CASE WHEN {condition} THEN (SELECT pg_catalog.row_to_json(s) FROM (SELECT "
                + $"{PostgreSqlSessionState.Settings(path, isLocal: false)}) s)::text END",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        return reader.GetBoolean(0) && settings.TargetSessionAttributes is "read-write" or "primary"
            ? throw new ConnectionFailedException(
                $"PostgreSQL at {connection.Host}:{connection.Port} is a standby, which takes no writes, and the URL "
                    + $"asks for one that does. Name the primary."
            )
            {
                IsTransient = true,
            }
            : reader.GetBoolean(1);
    }
}
