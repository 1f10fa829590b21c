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

namespace FluentMigrator.Runner;

/// <summary>What becomes of what an engine cannot do. Kept for programs that name it.</summary>
public enum CompatibilityMode
{
    /// <summary>It is left out.</summary>
    LOOSE,

    /// <summary>It is refused.</summary>
    STRICT,
}

/// <summary>An engine that a runner was set up for.</summary>
/// <param name="Dialect">How SQL is spelled for it, and what it is called.</param>
/// <param name="Open">The database of a connection string.</param>
internal sealed record RunnerEngine(Dialect Dialect, Func<string, Database> Open);

/// <summary>Sets up a runner for PostgreSQL. The versions are one: the server is asked for what it can.</summary>
public static class PostgresRunnerBuilderExtensions
{
    private static readonly RunnerEngine Identity = Engine(PostgreSqlIdentities.Always);
    private static readonly RunnerEngine Serial = Engine(PostgreSqlIdentities.Serial);

    /// <summary>Sets up a runner for PostgreSQL.</summary>
    public static IMigrationRunnerBuilder AddPostgres(this IMigrationRunnerBuilder builder)
    {
        builder.Services.AddSingleton(Identity);
        return builder;
    }

    /// <summary>Sets up a runner for PostgreSQL that numbers rows as FluentMigrator did for PostgreSQL before 10: by <c>serial</c>.</summary>
    public static IMigrationRunnerBuilder AddPostgres92(this IMigrationRunnerBuilder builder)
    {
        builder.Services.AddSingleton(Serial);
        return builder;
    }

    /// <inheritdoc cref="AddPostgres" />
    public static IMigrationRunnerBuilder AddPostgres10_0(this IMigrationRunnerBuilder builder) => builder.AddPostgres();

    /// <inheritdoc cref="AddPostgres" />
    public static IMigrationRunnerBuilder AddPostgres11_0(this IMigrationRunnerBuilder builder) => builder.AddPostgres();

    /// <inheritdoc cref="AddPostgres" />
    public static IMigrationRunnerBuilder AddPostgres15_0(this IMigrationRunnerBuilder builder) => builder.AddPostgres();

    private static RunnerEngine Engine(PostgreSqlIdentities identities) => new(
        new PostgreSqlDialect(identities),
        text => text.Contains("://", StringComparison.Ordinal) ? DatabaseUrl.Parse(text, identities: identities) : new PostgreSqlDatabase(new NpgsqlConnectionStringBuilder(text), identities));
}

/// <summary>Sets up a runner for SQLite.</summary>
public static class SQLiteRunnerBuilderExtensions
{
    private static readonly RunnerEngine Loose = Engine(SqliteTypes.FluentMigrator);
    private static readonly RunnerEngine Strict = Engine(SqliteTypes.Strict);

    /// <summary>Sets up a runner for SQLite. A file that is not there is made.</summary>
    /// <param name="builder">The runner.</param>
    /// <param name="binaryGuid">Whether UUIDs are kept as bytes. Only as text here.</param>
    /// <param name="useStrictTables">Whether tables hold each column to its type.</param>
    /// <param name="compatibilityMode">Not read: what SQLite cannot do is refused, before anything runs.</param>
    /// <exception cref="NotSupportedException">UUIDs are asked for as bytes.</exception>
    public static IMigrationRunnerBuilder AddSQLite(
        this IMigrationRunnerBuilder builder, bool binaryGuid = false, bool useStrictTables = false, CompatibilityMode? compatibilityMode = null)
    {
        _ = compatibilityMode;
        builder.Services.AddSingleton(binaryGuid ? throw new NotSupportedException("UUIDs are kept as text on SQLite. Leave binaryGuid out.") : useStrictTables ? Strict : Loose);
        return builder;
    }

    private static RunnerEngine Engine(SqliteTypes types) => new(
        new SqliteDialect(types),
        text => text.Contains("://", StringComparison.Ordinal) ? DatabaseUrl.Parse(text, types) : new SqliteDatabase(new SqliteConnectionStringBuilder(text), types));
}
