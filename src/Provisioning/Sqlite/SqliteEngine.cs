using Microsoft.Data.Sqlite;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Sqlite.Connection;
using Provisioning.Sqlite.Dialect;

namespace Provisioning.Sqlite;

/// <summary>SQLite as a value.</summary>
internal sealed class SqliteEngine : Engine
{
    /// <summary>The one there is.</summary>
    public static SqliteEngine Instance { get; } = new();

    /// <inheritdoc />
    public override string Name => "sqlite";

    /// <inheritdoc />
    public override IReadOnlyList<string> Schemes { get; } = ["sqlite"];

    /// <inheritdoc />
    public override Dialects.Dialect Dialect(DialectOptions options) => new SqliteDialect(options.SqliteTypes);

    /// <inheritdoc />
    public override DatabaseAddress ReadUrl(string url) => Address(SqliteUrl.Parse(url));

    /// <inheritdoc />
    public override DatabaseAddress? ReadKeyValues(string text)
    {
        var names = text.Split(';').Select(pair => pair.Split('=')[0].Trim().ToLowerInvariant());
        return names.Any(name => name is "data source" or "datasource" or "filename")
            ? Address(SqliteUrl.FromKeyValues(text))
            : null;
    }

    /// <inheritdoc />
    public override Database Open(DatabaseAddress address, DialectOptions options) =>
        options.Schema is null
            ? new SqliteDatabase((SqliteConnectionStringBuilder)address.Settings, options.SqliteTypes)
            : throw new InvalidDatabaseUrlException(
                "An SQLite file has no schemas. Leave --schema out, and give each system a file of its own."
            );

    private DatabaseAddress Address(SqliteConnectionStringBuilder settings) =>
        new(this, settings) { File = settings.DataSource };
}
