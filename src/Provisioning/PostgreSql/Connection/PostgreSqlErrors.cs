using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using Provisioning.Databases;

namespace Provisioning.PostgreSql.Connection;

/// <summary>Explains why a server could not be reached or refused the connection.</summary>
internal static class PostgreSqlErrors
{
    private const string IdleInTransactionTimeout = "25P03";
    private const string IdleSessionTimeout = "57P05";

    /// <summary>The error that a user sees for one that the driver threw while connecting.</summary>
    public static ConnectionFailedException Explain(Exception error, NpgsqlConnectionStringBuilder settings)
    {
        var server = $"{settings.Host}:{settings.Port}";
        var message = error switch
        {
            PostgresException
            {
                SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification
            } e => $"PostgreSQL at {server} refused user \"{settings.Username}\": {e.MessageText}. `provision config` "
                + $"shows where user and password are from.",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
                $"PostgreSQL at {server} has no database \"{settings.Database}\". `provision init` creates it.",
            PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow } =>
                $"PostgreSQL at {server} is starting up or shutting down. Try again in a moment.",
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } =>
                $"PostgreSQL at {server} has no connection left. End idle sessions, or raise max_connections.",
            PostgresException e => $"PostgreSQL at {server} refused the connection: {e.MessageText} ({e.SqlState}).",
            _ when Find<AuthenticationException>(error) is { } tls =>
                $"The certificate of PostgreSQL at {server} is not accepted: {tls.Message.TrimEnd('.')}. Give the "
                    + $"authority that signed it as sslrootcert, and the host by the name that the certificate is for.",
            _ when Socket(error) is SocketError.ConnectionRefused =>
                $"No PostgreSQL answers at {server}: connection refused. Start the server, or check host and port in "
                    + $"the URL.",
            _ when Socket(error) is SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData =>
                $"The host \"{settings.Host}\" is not known. Check the host in the URL.",
            NpgsqlException { InnerException: TimeoutException } or TimeoutException =>
                $"No PostgreSQL answers at {server} within {settings.Timeout} s. Check host, port and firewall, or "
                    + $"give connect_timeout in the URL.",
            _ => $"Cannot connect to PostgreSQL at {server}: {error.Message} Check host, port and sslmode in the URL.",
        };
        return new(message, error) { IsTransient = IsTransient(error) };
    }

    private static bool IsTransient(Exception error) =>
        error switch
        {
            PostgresException refused => refused.SqlState
                is PostgresErrorCodes.CannotConnectNow
                    or PostgresErrorCodes.TooManyConnections
                    or PostgresErrorCodes.AdminShutdown
                    or PostgresErrorCodes.CrashShutdown,
            _ when Find<AuthenticationException>(error) is not null => false,
            _ => Socket(error) is not null
                || Find<TimeoutException>(error) is not null
                || Find<EndOfStreamException>(error) is not null,
        };

    private static T? Find<T>(Exception? error)
        where T : Exception => error as T ?? (error is null ? null : Find<T>(error.InnerException));

    /// <summary>Whether the server ended the session with this error: the server is stopping, or an administrator ended
    /// the session.</summary>
    public static bool EndsSession(PostgresException error) =>
        error.SqlState
            is PostgresErrorCodes.AdminShutdown
                or PostgresErrorCodes.CrashShutdown
                or PostgresErrorCodes.CannotConnectNow
                or IdleInTransactionTimeout
                or IdleSessionTimeout;

    /// <summary>What the server adds to its refusal, a line each: detail, hint, names that it cut off, and who was in the
    /// way.</summary>
    public static IReadOnlyList<string> Details(PostgresException error, string sql, string? inTheWay) =>
        [
            .. Line(error.Detail),
            .. PostgreSqlName.Cut(sql).Select(name => $"PostgreSQL keeps 63 bytes of a name: {name}."),
            .. Line(error.Hint is null ? null : $"Hint: {error.Hint}"),
            .. Line(inTheWay),
        ];

    private static string[] Line(string? text) => text is { Length: > 0 } ? [text] : [];

    private static SocketError? Socket(Exception? error) =>
        error switch
        {
            null => null,
            SocketException socket => socket.SocketErrorCode,
            AggregateException several => several
                .InnerExceptions.Select(inner => Socket(inner))
                .FirstOrDefault(code => code is not null),
            _ => Socket(error.InnerException),
        };
}
