using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>How a run behaves.</summary>
public sealed record RunnerOptions
{
    /// <summary>Who runs it, for the ledger.</summary>
    public string Actor { get; init; } = Environment.UserName;

    /// <summary>How long to wait for another run to finish; 10 minutes by default.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long one statement may wait for a table that the application uses, and hold up the queries that
    /// queue after it; 1 second by default. The migration is then rolled back and tried again. PostgreSQL
    /// only.</summary>
    public TimeSpan TableWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to go on trying after such waits; 1 minute by default.</summary>
    public TimeSpan TableWaitBudget { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether the whole run is one transaction, all or nothing, also for migrations that ask for none; by
    /// default each migration is one.</summary>
    public bool SingleTransaction { get; init; }

    /// <summary>What is taken as it is in the database's history.</summary>
    public HistoryOptions History { get; init; } = new();

    /// <summary>Whether each statement is sent alone and reported with its time as <see cref="RunEvent.Executed"/>; by
    /// default a migration is sent as one batch where the engine has batches.</summary>
    public bool ReportsStatements { get; init; }

    /// <summary>Whether migrations marked as breaking may run.</summary>
    public bool AllowBreaking { get; init; }
}
