using Provisioning.Administration.Statistics.PostgreSql;
using Provisioning.Administration.Statistics.Sqlite;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Linting;

namespace Provisioning.Administration.Statistics;

/// <summary>Reads how large the tables of a database are. It reads no value of any row into what it returns.</summary>
public abstract class StatisticsReader
{
    private static EngineAbilities<StatisticsReader> Readers { get; } =
        new((KnownEngines.PostgreSql, new PostgreSqlStatistics()), (KnownEngines.Sqlite, new SqliteStatistics()));

    /// <summary>The reader for the database's engine.</summary>
    /// <exception cref="ProvisioningException">There is none.</exception>
    public static StatisticsReader Of(Database database) =>
        Readers.Of(database)
        ?? throw new ProvisioningException(
            $"{database.Dialect.Name} tells no sizes of tables. Leave the sizes out: rules then say that they "
                + "are not known."
        );

    /// <summary>The sizes at this moment, estimates where counting would read whole tables.</summary>
    /// <param name="session">The database.</param>
    /// <param name="clock">The time.</param>
    /// <param name="token">Cancels the operation.</param>
    public abstract Task<DatabaseStatistics> ReadAsync(
        DatabaseSession session,
        TimeProvider clock,
        CancellationToken token
    );
}
