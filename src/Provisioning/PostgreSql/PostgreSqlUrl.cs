using System.Globalization;
using Npgsql;
using Provisioning.Databases;

namespace Provisioning.PostgreSql;

/// <summary>Reads the connection URLs that libpq and SQLAlchemy write.</summary>
/// <remarks>The form is that of the PostgreSQL manual, 34.1.1.2; a driver behind a plus sign (<c>postgresql+asyncpg</c>) is passed over.</remarks>
public static class PostgreSqlUrl
{
    private static readonly Dictionary<string, SslMode> SslModes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["disable"] = SslMode.Disable,
        ["allow"] = SslMode.Allow,
        ["prefer"] = SslMode.Prefer,
        ["require"] = SslMode.Require,
        ["verify-ca"] = SslMode.VerifyCA,
        ["verify-full"] = SslMode.VerifyFull,
    };

    /// <summary>The settings that a URL asks for.</summary>
    /// <exception cref="InvalidDatabaseUrlException">It is not a URL that we understand. The message never holds the password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string url)
    {
        var rest = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var (beforeQuery, query) = Cut(rest, '?');
        var slash = beforeQuery.IndexOf('/', StringComparison.Ordinal);
        var authority = slash < 0 ? beforeQuery : beforeQuery[..slash];
        var at = authority.LastIndexOf('@');
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

        foreach (var pair in (query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(pair, '=');
            if (!ApplyPlace(settings, Decode(name), Decode(value ?? "")))
            {
                Apply(settings, Decode(name), Decode(value ?? ""));
            }
        }

        return settings.Database is null
            ? throw new InvalidDatabaseUrlException("The URL names no database. Put its name behind the host: postgresql://user@host:5432/name.")
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

    // What mostly stands before the question mark may as well stand behind it; a socket's folder always does.
    private static bool ApplyPlace(NpgsqlConnectionStringBuilder settings, string name, string value)
    {
        switch (name)
        {
            case "host":
                settings.Host = value;
                return true;
            case "port":
                settings.Port = Port(value);
                return true;
            case "dbname":
                settings.Database = value;
                return true;
            case "user":
                settings.Username = value;
                return true;
            case "password":
                settings.Password = value;
                return true;
            default:
                return false;
        }
    }

    private static void Apply(NpgsqlConnectionStringBuilder settings, string name, string value)
    {
        switch (name)
        {
            case "sslmode" or "ssl" when SslModes.TryGetValue(value, out var mode):
                settings.SslMode = mode;
                break;
            case "sslmode" or "ssl":
                throw new InvalidDatabaseUrlException($"The URL asks for {name}={value}; it takes {string.Join(", ", SslModes.Keys)}.");
            case "sslrootcert":
                settings.RootCertificate = value;
                break;
            case "sslcert":
                settings.SslCertificate = value;
                break;
            case "sslkey":
                settings.SslKey = value;
                break;
            case "application_name":
                settings.ApplicationName = value;
                break;
            case "connect_timeout" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 1024:
                settings.Timeout = seconds;
                break;
            default:
                throw new InvalidDatabaseUrlException(
                    $"The URL has the option {name}, or a value for it, that is not understood. It takes host, port, dbname, user, password, sslmode, sslrootcert, sslcert, sslkey, application_name and connect_timeout (seconds).");
        }
    }

    private static (string Host, int Port) HostAndPort(string text)
    {
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        if (text.Contains(',', StringComparison.Ordinal))
        {
            throw new InvalidDatabaseUrlException("The URL names several hosts; a migration needs the one that takes writes. Name that one.");
        }

        var host = end < 0 ? text : text[..end];
        var port = end < 0 || end >= text.Length ? "" : text[(end + 1)..];
        return (Decode(host.Trim('[', ']')), port.Length == 0 ? NpgsqlConnection.DefaultPort : Port(port));
    }

    private static int Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535
            ? number
            : throw new InvalidDatabaseUrlException("The URL's port is not a number from 1 to 65535. A '/', '?', '#' or '@' in the password has to be percent-encoded.");

    private static (string Before, string? After) Cut(string text, char at)
    {
        var i = text.IndexOf(at, StringComparison.Ordinal);
        return i < 0 ? (text, null) : (text[..i], text[(i + 1)..]);
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text);
}
