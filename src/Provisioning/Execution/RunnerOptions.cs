using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>How a run behaves.</summary>
public sealed record RunnerOptions
{
    /// <summary>Who runs it, for the ledger.</summary>
    public string Actor { get; init; } = Environment.UserName;

    /// <summary>Where it comes from, for the history. Default: this machine.</summary>
    public RunOrigin Origin { get; init; } = RunOrigin.Local;

    /// <summary>How long to wait for another run to finish; 10 minutes by default.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long one statement may wait for a table that the application uses, and hold up the queries that
    /// queue after it; 1 second by default. The migration is then rolled back and tried again. PostgreSQL
    /// only.</summary>
    public TimeSpan TableWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to go on trying after such waits; 1 minute by default. The pause between two tries doubles
    /// from a tenth of a second to six seconds, and is drawn by lot from its upper half, so that several runs that met
    /// do not meet again.</summary>
    public TimeSpan TableWaitBudget { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long one statement of a migration in a transaction may run before the server cancels it and the
    /// migration is rolled back; zero, the default, sets no limit. PostgreSQL only.</summary>
    public TimeSpan StatementTimeout { get; init; }

    /// <summary>How long a migration's transaction may wait for this program between two statements before the server
    /// ends the session and releases what it has locked, as where the program's machine is suspended; zero, the
    /// default, leaves the server's own setting. PostgreSQL only.</summary>
    public TimeSpan IdleTimeout { get; init; }

    /// <summary>How long a backfill pauses between two batches; zero, the default, for not at all.</summary>
    public TimeSpan BackfillPause { get; init; }

    /// <summary>How far replicas may lag before a backfill waits for them to catch up; null, the default, for
    /// not looking. PostgreSQL only.</summary>
    public TimeSpan? MaxReplicaLag { get; init; }

    /// <summary>Whether the whole run is one transaction, all or nothing, also for migrations that ask for none; by
    /// default each migration is one.</summary>
    public bool SingleTransaction { get; init; }

    /// <summary>What is taken as it is in the database's history.</summary>
    public HistoryOptions History { get; init; } = new();

    /// <summary>Whether each statement is sent alone and reported with its time as <see cref="RunEvent.Executed"/>; by
    /// default a migration is sent as one batch where the engine has batches.</summary>
    public bool ReportsStatements { get; init; }

    /// <summary>Whether what migrations say has to be true is looked at after each that is applied, inside its
    /// transaction; see <see cref="MigrationSource.Checks"/>.</summary>
    public bool Verifies { get; init; }

    /// <summary>Whether migrations marked as breaking may run.</summary>
    public bool AllowBreaking { get; init; }

    /// <summary>What is called before and after the run and its migrations, in this order where several have the same
    /// moment.</summary>
    public IReadOnlyList<RunHook> Hooks { get; init; } = [];

    /// <summary>Writes what happens into a database's ledger.</summary>
    internal LedgerWriter WriterOn(Dialect dialect, MigrationCatalog catalog) =>
        new(dialect, catalog.VersionTable, Actor, MigrationRunner.ToolVersion, catalog.System, Origin);

    /// <summary>The checks that are made after a step.</summary>
    internal IReadOnlyList<MigrationCheck> Checks(PlannedStep step) =>
        Verifies && step.Direction is Direction.Up ? step.Migration.Checks : [];
}
