using System.Globalization;
using Npgsql;
using Provisioning.Databases;
using Provisioning.Engines;

namespace Provisioning.PostgreSql.Connection;

/// <summary>The options that libpq, and the drivers of other languages, write after the question mark of a
/// URL.</summary>
public static class PostgreSqlUrlOptions
{
    private const int LongestTimeout = 1024;

    // How the application's own driver caches and waits: nothing that this program does depends on it.
    private static readonly string[] OfOtherDrivers =
    [
        "prepared_statement_cache_size",
        "prepared_statement_name_func",
        "statement_cache_size",
        "async_fallback",
    ];

    private static readonly Dictionary<string, SslMode> SslModes = new(StringComparer.Ordinal)
    {
        ["disable"] = SslMode.Disable,
        ["allow"] = SslMode.Allow,
        ["prefer"] = SslMode.Prefer,
        ["require"] = SslMode.Require,
        ["verify-ca"] = SslMode.VerifyCA,
        ["verify-full"] = SslMode.VerifyFull,
    };

    // Each returns whether it takes the value.
    private static readonly Dictionary<string, Func<NpgsqlConnectionStringBuilder, string, bool>> Known = new(
        StringComparer.Ordinal
    )
    {
        // User, host and database may also be given after the question mark; a socket's folder always is.
        ["host"] = (to, value) => Set(() => to.Host = value),
        ["port"] = (to, value) => Set(() => to.Port = Port(value)),
        ["dbname"] = (to, value) => Set(() => to.Database = value),
        ["user"] = (to, value) => Set(() => to.Username = value),
        ["password"] = (to, value) => Set(() => to.Password = value),
        ["passfile"] = (to, value) => Set(() => to.Passfile = value),
        ["sslmode"] = Mode,
        ["ssl"] = (to, value) =>
            Mode(
                to,
                value switch
                {
                    "true" or "1" => "verify-full",
                    "false" or "0" => "disable",
                    _ => value,
                }
            ),
        ["sslrootcert"] = (to, value) => Set(() => to.RootCertificate = value),
        ["sslcert"] = (to, value) => Set(() => to.SslCertificate = value),
        ["sslkey"] = (to, value) => Set(() => to.SslKey = value),
        ["sslpassword"] = (to, value) => Set(() => to.SslPassword = value),
        ["sslnegotiation"] = (to, value) => Word<SslNegotiation>(value, word => to.SslNegotiation = word),
        ["gssencmode"] = (to, value) => Word<GssEncryptionMode>(value, word => to.GssEncryptionMode = word),
        ["channel_binding"] = (to, value) => Word<ChannelBinding>(value, word => to.ChannelBinding = word),
        ["require_auth"] = (to, value) => Set(() => to.RequireAuth = value),
        ["krbsrvname"] = (to, value) => Set(() => to.KerberosServiceName = value),
        ["connect_timeout"] = (to, value) => Seconds(value, seconds => to.Timeout = seconds),
        ["timeout"] = (to, value) => Seconds(value, seconds => to.Timeout = seconds),
        ["schema"] = (to, value) => value.Length > 0 && Set(() => to.SearchPath = value),
        ["application_name"] = (to, value) => Set(() => to.ApplicationName = value),
        ["fallback_application_name"] = (to, value) => Set(() => to.ApplicationName ??= value),
        ["client_encoding"] = (_, value) =>
            value.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() is "UTF8" or "AUTO",
        ["target_session_attrs"] = (to, value) =>
            value is "any" or "read-write" or "primary" && Set(() => to.TargetSessionAttributes = value),
        ["keepalives"] = (to, value) => value is "0" or "1" && Set(() => to.TcpKeepAlive = value is "1"),
        ["keepalives_idle"] = (to, value) => Seconds(value, seconds => to.TcpKeepAliveTime = seconds),
        ["keepalives_interval"] = (to, value) => Seconds(value, seconds => to.TcpKeepAliveInterval = seconds),
        ["min_pool_size"] = (to, value) => Seconds(value, size => to.MinPoolSize = size),
        ["max_pool_size"] = (to, value) => Seconds(value, size => to.MaxPoolSize = size),
        ["options"] = (to, value) => SessionOptions.IsSafe(value) && Set(() => to.Options = value),
    };

    /// <summary>The word for a mode.</summary>
    public static string Word(SslMode mode) => SslModes.First(pair => pair.Value == mode).Key;

    /// <summary>Sets what the option says.</summary>
    /// <exception cref="InvalidDatabaseUrlException">There is no such option, or it does not take the value. The
    /// message holds no value.</exception>
    public static void Apply(NpgsqlConnectionStringBuilder settings, string name, string value)
    {
        if (OfOtherDrivers.Contains(name))
        {
            return;
        }

        if (!Known.TryGetValue(name, out var apply))
        {
            throw new InvalidDatabaseUrlException(
                $"The URL has the option {name}, which is not understood."
                    + (
                        NearName.Hint(name, Known.Keys) is { Length: > 0 } near
                            ? near
                            : $" It takes {string.Join(", ", Known.Keys)}."
                    )
            );
        }

        if (!apply(settings, value))
        {
            throw new InvalidDatabaseUrlException(
                $"The URL's option {name} has a value that it does not take. {Expected(name)}"
            );
        }
    }

    /// <summary>Sets what the option says, unless the settings say something of it already.</summary>
    /// <exception cref="InvalidDatabaseUrlException">There is no such option, or it does not take the value. The
    /// message holds no value.</exception>
    public static void ApplyDefault(NpgsqlConnectionStringBuilder settings, string name, string value)
    {
        var only = new NpgsqlConnectionStringBuilder();
        Apply(only, name, value);
        foreach (
            var key in only
                .Keys.Cast<string>()
                .Where(key => !settings.Keys.Cast<string>().Contains(key, StringComparer.OrdinalIgnoreCase))
                .ToList()
        )
        {
            settings[key] = only[key];
        }
    }

    /// <summary>Whether the text could be the name of an option at all.</summary>
    internal static bool IsName(string text) =>
        text.Length is > 0 and <= 40 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>The number of a port.</summary>
    internal static int Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is > 0 and <= 65535
            ? number
            : throw new InvalidDatabaseUrlException(
                "The URL's port is not a number from 1 to 65535. A '/', '?', '#' or '@' in the password has to be "
                    + "percent-encoded."
            );

    private static string Expected(string name) =>
        name switch
        {
            "sslmode" or "ssl" => $"It takes {string.Join(", ", SslModes.Keys)}.",
            "target_session_attrs" => "A migration needs the server that takes writes: any, read-write or primary.",
            "client_encoding" => "Text is sent as UTF8.",
            "options" => $"It may set these and nothing else, each as -c name=value: "
                + $"{string.Join(", ", SessionOptions.Allowed)}.",
            "schema" => "It takes the name of a schema.",
            "keepalives" => "It takes 0 or 1.",
            "sslnegotiation" => "It takes postgres or direct.",
            "gssencmode" or "channel_binding" => "It takes disable, prefer or require.",
            _ => $"It takes a whole number from 0 to {LongestTimeout}.",
        };

    private static bool Set(Action set)
    {
        set();
        return true;
    }

    private static bool Mode(NpgsqlConnectionStringBuilder to, string value) =>
        SslModes.TryGetValue(value, out var mode) && Set(() => to.SslMode = mode);

    private static bool Word<T>(string value, Action<T> set)
        where T : struct, Enum =>
        value.All(char.IsAsciiLetterLower)
        && Enum.TryParse<T>(value, ignoreCase: true, out var word)
        && Set(() => set(word));

    private static bool Seconds(string value, Action<int> set) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number <= LongestTimeout
        && Set(() => set(number));
}
