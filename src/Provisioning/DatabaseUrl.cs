using Npgsql;
using Provisioning.Databases;
using Provisioning.PostgreSql;
using Provisioning.Sqlite;

namespace Provisioning;

/// <summary>Finds the database that a URL names.</summary>
public static class DatabaseUrl
{
    /// <summary>The database of <c>postgresql://…</c>, <c>postgres://…</c>, <c>sqlite:///file</c> (with or without a driver behind a plus
    /// sign) or Npgsql's <c>Host=…;Database=…</c>. Nothing is connected yet.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="types">How columns are declared on SQLite.</param>
    /// <param name="identities">What a numbered column becomes on PostgreSQL where its migration does not say how.</param>
    /// <param name="schema">The schema on PostgreSQL where names without one live; null for <c>public</c>.</param>
    /// <exception cref="InvalidDatabaseUrlException">It is none of these, or a schema was asked for in an SQLite file. The message never holds a password.</exception>
    public static Database Parse(
        string url, SqliteTypes types = SqliteTypes.FluentMigrator, PostgreSqlIdentities identities = PostgreSqlIdentities.Always, string? schema = null)
    {
        try
        {
            return Scheme(url) switch
            {
                "postgresql" or "postgres" => new PostgreSqlDatabase(PostgreSqlUrl.Parse(url), identities, schema),
                "sqlite" when schema is not null => throw new InvalidDatabaseUrlException("An SQLite file has no schemas. Leave --schema out, and give each system a file of its own."),
                "sqlite" => new SqliteDatabase(SqlitePath(url), types),
                "" when url.Contains('=', StringComparison.Ordinal) => KeyValues(url, identities, schema),
                "" => throw new InvalidDatabaseUrlException("This is not a database URL. It looks like postgresql://user@host:5432/name or sqlite:///file.db."),
                var other => throw new InvalidDatabaseUrlException(
                    $"A URL of the kind {other}:// is not known. Known are postgresql:// and sqlite:///, also with a driver as in postgresql+asyncpg://."),
            };
        }
        catch (ArgumentException error)
        {
            // The driver's message may quote the value; ours names the setting only, unless the driver took a piece of the value for one.
            var setting = error.ParamName is { } name && name.All(c => char.IsAsciiLetter(c) || c == ' ') ? $" for {name}" : "";
            throw new InvalidDatabaseUrlException($"The URL has a value that PostgreSQL's driver does not take{setting}.");
        }
    }

    private static string Scheme(string url)
    {
        var end = url.IndexOf("://", StringComparison.Ordinal);
        // Behind anything else the two slashes are part of a value, such as a password.
        return end < 0 || !url[..end].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.') ? "" : url[..end].Split('+')[0].ToLowerInvariant();
    }

    // As SQLAlchemy reads it: three slashes before a relative path, four before an absolute one.
    private static string SqlitePath(string url)
    {
        var rest = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
        if (rest.Contains('?', StringComparison.Ordinal))
        {
            throw new InvalidDatabaseUrlException("The URL of an SQLite file takes no options. A '?' in a file's name is written %3F.");
        }

        var path = rest.StartsWith('/') ? Uri.UnescapeDataString(rest[1..]) : "";
        return path switch
        {
            "" => throw new InvalidDatabaseUrlException("The URL names no file. Write sqlite:///file.db, or sqlite:////absolute/path.db."),
            ":memory:" => throw new InvalidDatabaseUrlException("A database in memory is gone when the command ends. Name a file: sqlite:///file.db."),
            _ => path,
        };
    }

    private static PostgreSqlDatabase KeyValues(string text, PostgreSqlIdentities identities, string? schema)
    {
        var settings = new NpgsqlConnectionStringBuilder(text);
        return settings.Host is null || settings.Database is null
            ? throw new InvalidDatabaseUrlException("The connection string needs Host and Database: Host=localhost;Database=name;Username=user.")
            : new(settings, identities, schema);
    }
}
