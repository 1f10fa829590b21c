using Microsoft.Data.Sqlite;
using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.PostgreSql.Connection;
using Provisioning.Sqlite.Connection;

namespace Provisioning.Engines;

/// <summary>Where a database is and how to get there, as a URL says it: what may still be filled in before it becomes a <see cref="Database"/>.</summary>
public sealed class DatabaseAddress
{
    private readonly SqliteConnectionStringBuilder? _file;

    internal DatabaseAddress(NpgsqlConnectionStringBuilder server) => Server = server;

    internal DatabaseAddress(SqliteConnectionStringBuilder file) => _file = file;

    /// <summary>The settings of a connection to PostgreSQL; null for SQLite. Holds the password, and so is never to be shown.</summary>
    public NpgsqlConnectionStringBuilder? Server { get; }

    /// <summary>The path of the SQLite file; null for PostgreSQL.</summary>
    public string? File => _file?.DataSource;

    /// <summary>Whether nothing that is sent there leaves this machine: a file, a Unix socket, or a loopback address.</summary>
    public bool IsLocal => Server is null || PostgreSqlDatabase.IsLocalHost(Server.Host);

    /// <summary>The database there. Nothing is connected yet.</summary>
    /// <param name="types">How columns are declared on SQLite.</param>
    /// <param name="identities">What a numbered column becomes on PostgreSQL where its migration does not say how.</param>
    /// <param name="schema">The schema on PostgreSQL where names without one live; null for the one that the URL names, else for <c>public</c>.</param>
    /// <exception cref="InvalidDatabaseUrlException">A name is longer than PostgreSQL keeps, or a schema was asked for in an SQLite file.</exception>
    public Database ToDatabase(SqliteTypes types, PostgreSqlIdentities identities, string? schema = null) => (Server, schema) switch
    {
        ({ } server, _) => new PostgreSqlDatabase(new(server.ConnectionString) { SearchPath = null }, identities, schema ?? server.SearchPath),
        (null, null) => new SqliteDatabase(_file!, types),
        _ => throw new InvalidDatabaseUrlException("An SQLite file has no schemas. Leave --schema out, and give each system a file of its own."),
    };
}
