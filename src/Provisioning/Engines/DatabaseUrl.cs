using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.Engines;

/// <summary>Finds the database that a URL names.</summary>
public static class DatabaseUrl
{
    // What people write by hand, to guess what a misspelt one was meant to be.
    private static readonly string[] UsualKeys =
    [
        "Host",
        "Port",
        "Database",
        "Username",
        "Password",
        "SSL Mode",
        "Root Certificate",
        "Search Path",
        "Timeout",
        "Command Timeout",
        "Application Name",
        "Pooling",
        "Data Source",
    ];

    /// <summary>The database of <c>postgresql://…</c>, <c>postgres://…</c>, <c>sqlite:///file</c> (with or without a
    /// driver after a plus sign) or Npgsql's <c>Host=…;Database=…</c>. Nothing is connected yet.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="types">How columns are declared on SQLite.</param>
    /// <param name="identities">What a numbered column becomes on PostgreSQL where its migration does not say
    /// how.</param>
    /// <param name="schema">The schema on PostgreSQL where names without one live; null for the one that the URL names,
    /// else for <c>public</c>.</param>
    /// <exception cref="InvalidDatabaseUrlException">It is none of these, or a schema was asked for in an SQLite file.
    /// The message never holds a password.</exception>
    public static Database Parse(
        string url,
        SqliteTypes types = SqliteTypes.FluentMigrator,
        PostgreSqlIdentities? identities = null,
        string? schema = null
    ) =>
        Read(url)
            .ToDatabase(
                new()
                {
                    SqliteTypes = types,
                    Identities = identities,
                    Schema = schema,
                }
            );

    /// <summary>What the URL says, in any of the forms that <see cref="Parse"/> takes.</summary>
    /// <param name="url">The URL.</param>
    /// <exception cref="InvalidDatabaseUrlException">It is none of these. The message never holds a
    /// password.</exception>
    public static DatabaseAddress Read(string url)
    {
        try
        {
            return Scheme(url) switch
            {
                // In a connection string of key and value a percent sign is a percent sign.
                var scheme
                    when url.Contains('\0', StringComparison.Ordinal)
                        || (scheme.Length > 0 && url.Contains("%00", StringComparison.Ordinal)) =>
                    throw new InvalidDatabaseUrlException("The URL holds a NUL character."),
                { Length: > 0 } scheme when KnownEngines.Find(scheme) is { } engine => engine.ReadUrl(url),
                "" when url.Contains('=', StringComparison.Ordinal) => KeyValues(url),
                "" => throw new InvalidDatabaseUrlException(
                    "This is not a database URL. It looks like postgresql://user@host:5432/name or sqlite:///file.db."
                ),
                var other => throw new InvalidDatabaseUrlException(
                    $"A URL of the kind {other}:// is not known. Known are postgresql:// and sqlite:///, also with a "
                        + $"driver as in postgresql+asyncpg://."
                ),
            };
        }
        catch (Exception error)
            when (error is ArgumentException or FormatException or OverflowException or KeyNotFoundException)
        {
            var key = Key(error, url);
            throw new InvalidDatabaseUrlException(
                key is null ? "The URL has a value that the driver does not take."
                : KnownEngines.All.Any(engine => engine.HasSetting(key))
                    ? $"The URL has a value that the driver does not take for {key}."
                : $"The connection string has the key {key}, which no driver knows.{NearName.Hint(key, UsualKeys)}"
            );
        }
    }

    // The driver's message may quote the value; ours names the setting only, unless the driver may have taken a piece
    // of a password for one.
    private static string? Key(Exception error, string text) =>
        (error as ArgumentException)?.ParamName is { Length: > 0 } name
        && name.All(c => char.IsAsciiLetter(c) || c == ' ')
        && (
            !text.Contains("password", StringComparison.OrdinalIgnoreCase)
            || KnownEngines.All.Any(engine => engine.HasSetting(name))
        )
            ? name
            : null;

    private static string Scheme(string url)
    {
        var end = url.IndexOf("://", StringComparison.Ordinal);
        // After anything else the two slashes are part of a value, such as a password.
        return end < 0 || !url[..end].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.')
            ? ""
            : url[..end].Split('+')[0].ToLowerInvariant();
    }

    // PostgreSQL takes what no other engine recognizes, and says what is missing.
    private static DatabaseAddress KeyValues(string text) =>
        KnownEngines
            .All.Where(engine => engine != KnownEngines.PostgreSql)
            .Append(KnownEngines.PostgreSql)
            .Select(engine => engine.ReadKeyValues(text))
            .First(address => address is not null)!;
}
