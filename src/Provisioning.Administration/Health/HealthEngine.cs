using Provisioning.Administration.Health.PostgreSql;
using Provisioning.Administration.Health.Sqlite;
using Provisioning.Databases;
using Provisioning.Engines;

namespace Provisioning.Administration.Health;

/// <summary>How the databases of one engine are checked and reported on. It only reads.</summary>
internal abstract class HealthEngine
{
    private static readonly EngineAbilities<HealthEngine> Engines = new(
        (KnownEngines.PostgreSql, new PostgreSqlHealthEngine()),
        (KnownEngines.Sqlite, new SqliteHealthEngine())
    );

    /// <summary>The checks that the engine's databases have besides those of their structure.</summary>
    public abstract IReadOnlyList<HealthCheck> Checks { get; }

    /// <summary>Whether the engine counts what happens, so that two runs can be compared.</summary>
    public virtual bool TakesSamples => false;

    /// <summary>Those of the database's engine.</summary>
    /// <exception cref="ProvisioningException">There are none.</exception>
    public static HealthEngine Of(Database database) =>
        Engines.Of(database)
        ?? throw new ProvisioningException(
            $"{database.Location} cannot be checked: there are no checks for {database.Dialect.Name}."
        );

    /// <summary>Adds to the context what the engine knows of itself.</summary>
    public virtual Task<HealthContext> ContextAsync(
        DatabaseSession session,
        HealthContext context,
        CancellationToken token
    ) => Task.FromResult(context);

    /// <summary>Compares the version that another migration tool keeps in the database with ours; null where the engine
    /// has no place for one.</summary>
    public virtual Task<Finding?> PredecessorAsync(DatabaseSession session, long current, CancellationToken token) =>
        Task.FromResult<Finding?>(null);

    /// <summary>Refuses a report that no database of the engine can answer, before anything is opened.</summary>
    /// <exception cref="ReportNotAvailableException">The engine has nothing to answer it from.</exception>
    public virtual void Require(string report) { }

    /// <summary>The query of a report as this database can answer it.</summary>
    /// <exception cref="ReportNotAvailableException">This server has nothing to answer it from.</exception>
    public abstract Task<RunBookQuery> FindReportAsync(DatabaseSession session, string report, CancellationToken token);
}
