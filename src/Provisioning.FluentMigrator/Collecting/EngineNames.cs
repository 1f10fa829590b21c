using FluentMigrator;
using Provisioning.Dialects;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Sqlite.Dialect;

namespace Provisioning.Authoring.Collecting;

/// <summary>What FluentMigrator calls the engines.</summary>
internal static class EngineNames
{
    private static readonly string[] Defaults = [ProcessorIdConstants.PostgreSQL15_0, ProcessorIdConstants.SQLite];

    /// <summary>FluentMigrator's name for the engine that goes by these names.</summary>
    public static string DatabaseType(IReadOnlyList<string> names) =>
        Array.Find(Defaults, known => names.Contains(known, StringComparer.OrdinalIgnoreCase)) ?? names[0];

    /// <summary>The dialect of the engine that FluentMigrator calls so.</summary>
    /// <exception cref="NotSupportedException">There is none.</exception>
    public static Dialect Dialect(string databaseType) =>
        databaseType switch
        {
            ProcessorIdConstants.Postgres92 => new PostgreSqlDialect(PostgreSqlIdentities.Serial),
            _ when databaseType.StartsWith("Postgre", StringComparison.OrdinalIgnoreCase) => new PostgreSqlDialect(),
            ProcessorIdConstants.SQLite => new SqliteDialect(),
            _ => throw new NotSupportedException(
                $"There is SQL here for PostgreSQL and SQLite, not for {databaseType}."
            ),
        };
}
