using Provisioning.Administration.Statistics.PostgreSql;
using Provisioning.Databases;
using Provisioning.Engines;

namespace Provisioning.Administration.Statistics;

/// <summary>Reads how a database is used. It reads no value of any row into what it returns.</summary>
public abstract class DatabaseUseReader
{
    private static EngineAbilities<DatabaseUseReader> Readers { get; } =
        new((KnownEngines.PostgreSql, new PostgreSqlUse()));

    /// <summary>The sizes of the tables, and what the engine knows beyond them.</summary>
    /// <param name="session">The database.</param>
    /// <param name="clock">The time.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">The engine has no sizes of tables.</exception>
    public static async Task<DatabaseUse> ReadAsync(
        DatabaseSession session,
        TimeProvider clock,
        CancellationToken token
    )
    {
        var tables = await StatisticsReader.Of(session.Database).ReadAsync(session, clock, token);
        var none = new DatabaseUse(tables, [], []);
        return Readers.Of(session.Database) is { } reader ? await reader.AddAsync(none, session, token) : none;
    }

    private protected abstract Task<DatabaseUse> AddAsync(
        DatabaseUse tables,
        DatabaseSession session,
        CancellationToken token
    );
}
