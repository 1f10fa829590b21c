using System.Globalization;
using Microsoft.Data.Sqlite;
using Provisioning.Databases;

namespace Provisioning.Sqlite.Connection;

/// <summary>Reads the URLs that SQLAlchemy writes for SQLite, and the connection strings of .NET's driver.</summary>
internal static class SqliteUrl
{
    /// <summary>The file that a URL names: three slashes before a relative path, four before an absolute one.</summary>
    /// <exception cref="InvalidDatabaseUrlException">It names none, or one in memory, or has an option that is not
    /// understood.</exception>
    public static SqliteConnectionStringBuilder Parse(string url)
    {
        var rest = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? rest : rest[..question];
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path.StartsWith('/') ? Uri.UnescapeDataString(path[1..]) : "",
        };
        foreach (
            var option in question < 0 ? [] : rest[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries)
        )
        {
            Apply(settings, option.Split('=', 2));
        }

        return Checked(settings);
    }

    /// <summary>The file that <c>Data Source=…</c> names.</summary>
    /// <exception cref="InvalidDatabaseUrlException">It names none, or one in memory, or gives a password, which SQLite
    /// has not.</exception>
    public static SqliteConnectionStringBuilder FromKeyValues(string text)
    {
        var settings = new SqliteConnectionStringBuilder(text);
        return settings.Password.Length > 0
            ? throw new InvalidDatabaseUrlException(
                "The connection string gives a password, and SQLite's files have none. Leave it out."
            )
            : Checked(settings);
    }

    // The options of Python's driver about threads have no meaning here.
    private static void Apply(SqliteConnectionStringBuilder settings, string[] option)
    {
        switch (option)
        {
            case ["check_same_thread", _]:
                break;
            case ["timeout", var value]
                when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                    && seconds <= 86400:
                settings.DefaultTimeout = seconds;
                break;
            default:
                throw new InvalidDatabaseUrlException(
                    "The URL of an SQLite file takes the options timeout (seconds) and check_same_thread, and no "
                        + "other. A '?' in a file's name is written %3F."
                );
        }
    }

    private static SqliteConnectionStringBuilder Checked(SqliteConnectionStringBuilder settings) =>
        settings.DataSource switch
        {
            "" => throw new InvalidDatabaseUrlException(
                "The URL names no file. Write sqlite:///file.db, or sqlite:////absolute/path.db."
            ),
            var path
                when path is ":memory:"
                    || settings.Mode is SqliteOpenMode.Memory
                    || path.StartsWith("file:", StringComparison.Ordinal) => throw new InvalidDatabaseUrlException(
                "A database in memory is gone when the command ends. Name a file: sqlite:///file.db."
            ),
            _ => settings,
        };
}
