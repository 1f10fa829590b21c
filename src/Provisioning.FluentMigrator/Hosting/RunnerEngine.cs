using FluentMigrator;
using FluentMigrator.Runner.Generators.SQLite;
using FluentMigrator.Runner.Processors;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.PostgreSql.Connection;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Sqlite.Connection;
using Provisioning.Sqlite.Dialect;

namespace Provisioning.Authoring.Hosting;

/// <summary>The engine that a program set its runner up for, as FluentMigrator selects among several. Nothing is
/// selected before it is asked for.</summary>
internal sealed class RunnerEngine(IServiceProvider services)
{
    /// <summary>How SQL is spelled for it, and what it is called.</summary>
    /// <exception cref="NotSupportedException">It is an engine that there is none for here.</exception>
    public Dialect Dialect => Choice.Dialect;

    private (Dialect Dialect, Func<string, Database> Open) Choice =>
        field.Open is null ? field = Choose(Selected()) : field;

    /// <summary>The database of a connection string or URL.</summary>
    public Database Open(string connection) => Choice.Open(connection);

    private string Selected()
    {
        // FluentMigrator's own processors are asked for their names only; they connect when they are used.
        var others = services.GetServices<IMigrationProcessor>().Where(processor => processor is not EngineProcessor);
        return ActivatorUtilities.CreateInstance<SelectingProcessorAccessor>(services, others).Processor.DatabaseType;
    }

    private (Dialect Dialect, Func<string, Database> Open) Choose(string databaseType) =>
        databaseType switch
        {
            ProcessorIdConstants.Postgres92 => PostgreSql(PostgreSqlIdentities.Serial),
            _ when databaseType.StartsWith("Postgre", StringComparison.OrdinalIgnoreCase) => PostgreSql(
                identities: null
            ),
            ProcessorIdConstants.SQLite => Sqlite(),
            _ => throw new NotSupportedException(
                $"UseProvisioning() runs migrations on PostgreSQL and SQLite, not on {databaseType}. Leave it out "
                    + $"there."
            ),
        };

    private static (Dialect Dialect, Func<string, Database> Open) PostgreSql(PostgreSqlIdentities? identities) =>
        (new PostgreSqlDialect(identities), text =>
            IsUrl(text)
                ? DatabaseUrl.Parse(text, identities: identities)
                : new PostgreSqlDatabase(new NpgsqlConnectionStringBuilder(text), identities)
        );

    private (Dialect Dialect, Func<string, Database> Open) Sqlite()
    {
        if (services.GetService<SQLiteQuoter>()?.QuoteValue(Guid.Empty).StartsWith('X') is true)
        {
            throw new NotSupportedException("UUIDs are kept as text on SQLite. Leave binaryGuid out of AddSQLite().");
        }

        var types = services.GetService<ISQLiteTypeMap>() is SQLiteTypeMap { UseStrictTables: true }
            ? SqliteTypes.Strict
            : SqliteTypes.FluentMigrator;
        return (new SqliteDialect(types), text =>
            IsUrl(text)
                ? DatabaseUrl.Parse(text, types)
                : new SqliteDatabase(new SqliteConnectionStringBuilder(text), types)
        );
    }

    private static bool IsUrl(string connection) => connection.Contains("://", StringComparison.Ordinal);
}
