using System.Data.Common;
using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.Engines;

/// <summary>Where a database is and how to get there, as a URL says it: what may still be filled in before it becomes a
/// <see cref="Database"/>.</summary>
/// <param name="engine">The engine of the database.</param>
/// <param name="settings">The settings of the engine's driver. They hold the password, and so are never shown.</param>
public sealed class DatabaseAddress(Engine engine, DbConnectionStringBuilder settings)
{
    /// <summary>The engine of the database.</summary>
    public Engine Engine => engine;

    /// <summary>The settings of the engine's driver. They hold the password, and so are never shown.</summary>
    public DbConnectionStringBuilder Settings => settings;

    /// <summary>The settings of a connection to a PostgreSQL server; null for an engine without a server.</summary>
    public NpgsqlConnectionStringBuilder? Server => settings as NpgsqlConnectionStringBuilder;

    /// <summary>The path of the file; null for a database on a server.</summary>
    public string? File { get; init; }

    /// <summary>Whether nothing that is sent there leaves this machine: a file, a Unix socket, or a loopback
    /// address.</summary>
    public bool IsLocal => engine.IsLocal(this);

    /// <summary>The database there. Nothing is connected yet.</summary>
    /// <param name="options">How its dialect declares what migrations leave open; null for the defaults.</param>
    /// <exception cref="InvalidDatabaseUrlException">A name is longer than the engine keeps, or the options name a
    /// schema and the engine has none.</exception>
    public Database ToDatabase(DialectOptions? options = null) => engine.Open(this, options ?? DialectOptions.Default);
}
