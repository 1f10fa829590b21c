using Provisioning.Databases;
using Provisioning.PostgreSql;
using Provisioning.Sqlite;

namespace Provisioning.Engines;

/// <summary>The engines that there are. Adding one is a folder of its own and a line here, or a call of
/// <see cref="Register"/>.</summary>
public static class KnownEngines
{
    private static IReadOnlyList<Engine> _all = [PostgreSqlEngine.Instance, SqliteEngine.Instance];

    /// <summary>PostgreSQL.</summary>
    public static Engine PostgreSql => PostgreSqlEngine.Instance;

    /// <summary>SQLite.</summary>
    public static Engine Sqlite => SqliteEngine.Instance;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Engine> All => _all;

    /// <summary>Adds an engine of a program's own, before any of its URLs is read. One of the same name is
    /// replaced.</summary>
    public static void Register(Engine engine) => _all = [.. _all.Where(known => known.Name != engine.Name), engine];

    /// <summary>The engine of that name or URL scheme, in any case; null for none.</summary>
    public static Engine? Find(string name) =>
        All.FirstOrDefault(engine =>
            engine.Schemes.Prepend(engine.Name).Contains(name, StringComparer.OrdinalIgnoreCase)
        );

    /// <summary>The engine of a database.</summary>
    /// <exception cref="InvalidOperationException">The database is of an engine that was not registered.</exception>
    public static Engine Of(Database database) =>
        Find(database.Dialect.Name)
        ?? throw new InvalidOperationException(
            $"{database.Location} is of {database.Dialect.Name}, which is not registered."
        );
}
