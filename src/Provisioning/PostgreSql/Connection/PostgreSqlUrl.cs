using Npgsql;
using Provisioning.Databases;

namespace Provisioning.PostgreSql.Connection;

/// <summary>Reads the connection URLs that libpq and SQLAlchemy write.</summary>
/// <remarks>The form is that of the PostgreSQL manual, 34.1.1.2; a driver after a plus sign (<c>postgresql+asyncpg</c>)
/// is ignored.</remarks>
public static class PostgreSqlUrl
{
    /// <summary>The settings that a URL asks for.</summary>
    /// <exception cref="InvalidDatabaseUrlException">It is not a URL that we understand. The message never holds the
    /// password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string url)
    {
        var rest = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var (beforeQuery, query) = Cut(rest, '?');
        var slash = beforeQuery.IndexOf('/', StringComparison.Ordinal);
        var authority = slash < 0 ? beforeQuery : beforeQuery[..slash];
        var at = authority.LastIndexOf('@');
        if (
            (slash >= 0 && beforeQuery.IndexOf('@', slash) >= 0)
            || (at < 0 && authority.Length > 0 && query?.Contains('@', StringComparison.Ordinal) is true)
        )
        {
            throw InPieces();
        }

        var (user, password) = at < 0 ? ("", null) : Cut(authority[..at], ':');
        var (host, port) = HostAndPort(authority[(at + 1)..]);
        var database = slash < 0 ? "" : Decode(beforeQuery[(slash + 1)..]);

        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = host.Length == 0 ? "localhost" : host,
            Port = port,
            Username = user.Length == 0 ? null : Decode(user),
            Database = database.Length == 0 ? null : database,
        };
        if (password is not null)
        {
            settings.Password = Decode(password);
        }

        ApplyQuery(settings, query ?? "");
        return settings.Database is null
            ? throw new InvalidDatabaseUrlException(
                "The URL names no database. Put its name after the host: postgresql://user@host:5432/name."
            )
            : settings;
    }

    /// <summary>The URL of a connection without its password.</summary>
    public static string Mask(NpgsqlConnectionStringBuilder settings)
    {
        var host = settings.Host switch
        {
            ['/', ..] socket => Uri.EscapeDataString(socket),
            { } address when address.Contains(':', StringComparison.Ordinal) => $"[{address}]",
            var name => name,
        };
        var user = settings.Username is null ? "" : $"{Uri.EscapeDataString(settings.Username)}@";
        return $"postgresql://{user}{host}:{settings.Port}/{Uri.EscapeDataString(settings.Database ?? "")}";
    }

    private static void ApplyQuery(NpgsqlConnectionStringBuilder settings, string query)
    {
        var options = query
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => Cut(pair, '='))
            .Select(pair => (Name: Decode(pair.Before), Value: Decode(pair.After ?? "")))
            .ToList();
        // What is not an option's name may be part of a password, and so may the text next to it.
        if (options.Any(option => !PostgreSqlUrlOptions.IsName(option.Name)))
        {
            throw InPieces();
        }

        foreach (var (name, value) in options)
        {
            PostgreSqlUrlOptions.Apply(settings, name, value);
        }
    }

    private static InvalidDatabaseUrlException InPieces() =>
        new(
            "The URL is ambiguous. Percent-encode '/', '?', '#', '&' and '@' in the user name, the password and the "
                + "database name: %2F, %3F, %23, %26, %40."
        );

    private static (string Host, int Port) HostAndPort(string text)
    {
        var end = text.StartsWith('[')
            ? text.IndexOf(']', StringComparison.Ordinal) + 1
            : text.IndexOf(':', StringComparison.Ordinal);
        if (text.Contains(',', StringComparison.Ordinal))
        {
            throw new InvalidDatabaseUrlException(
                "The URL names several hosts; a migration needs the one that takes writes. Name that one."
            );
        }

        var host = end < 0 ? text : text[..end];
        var port = end < 0 || end >= text.Length ? "" : text[(end + 1)..];
        return (
            Decode(host.Trim('[', ']')),
            port.Length == 0 ? NpgsqlConnection.DefaultPort : PostgreSqlUrlOptions.Port(port)
        );
    }

    private static (string Before, string? After) Cut(string text, char at)
    {
        var i = text.IndexOf(at, StringComparison.Ordinal);
        return i < 0 ? (text, null) : (text[..i], text[(i + 1)..]);
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text);
}
