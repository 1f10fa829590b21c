using Provisioning.Backup.Format;
using Provisioning.Backup.PostgreSql;
using Provisioning.Backup.Sqlite;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.PostgreSql.Connection;
using Provisioning.Sqlite.Connection;

namespace Provisioning.Backup;

/// <summary>Finds how a database takes part in backups.</summary>
public static class BackupEngines
{
    private static readonly EngineAbilities<Func<Database, BackupEngine?>> Engines = new(
        (KnownEngines.PostgreSql, database => new PostgreSqlBackup((PostgreSqlDatabase)database, TimeProvider.System)),
        (KnownEngines.Sqlite, database =>
            (SqliteDatabase)database is { IsInMemory: false } file ? new SqliteBackup(file, TimeProvider.System) : null
        )
    );

    /// <summary>The way of an engine whose database does not matter, as for looking through parts.</summary>
    /// <param name="name">The engine's name in manifests.</param>
    /// <exception cref="BackupDamagedException">There is no such engine.</exception>
    internal static BackupEngine OfName(string name) =>
        name switch
        {
            "postgresql" => For(DatabaseUrl.Parse("postgresql://localhost/none")),
            "sqlite" => For(DatabaseUrl.Parse("sqlite:////none")),
            _ => throw new BackupDamagedException($"A set is of {name}, which this program does not know."),
        };

    /// <summary>The way of the database's engine.</summary>
    /// <exception cref="ProvisioningException">Its engine has none, or it is in memory.</exception>
    public static BackupEngine For(Database database) =>
        Engines.Of(database)?.Invoke(database)
        ?? throw new ProvisioningException(
            $"{database.Location} cannot be backed up: it is neither an SQLite file nor on a PostgreSQL server."
        );
}
