using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Execution;

/// <summary>An event of a run, reported in the order in which it happens.</summary>
public abstract record RunEvent
{
    /// <summary>The plan is made.</summary>
    /// <param name="Plan">What the run will do.</param>
    public sealed record Planned(MigrationPlan Plan) : RunEvent
    {
        /// <summary>Whether versions are applied out of order and <see cref="OutOfOrder.Warn"/> was asked
        /// for.</summary>
        public bool WarnsOfOrder { get; init; }
    }

    /// <summary>Another run holds the lock. Reported once for each holder.</summary>
    public sealed record Waiting(string Holder) : RunEvent;

    /// <summary>Others hold tables that the run is about to lock. It begins all the same, and waits for each no longer
    /// than its options say.</summary>
    /// <param name="Obstacles">Who holds what.</param>
    public sealed record Obstructed(IReadOnlyList<Obstacle> Obstacles) : RunEvent;

    /// <summary>The database has tables, and no ledger of ours: others have made it. Reported before a run where tools
    /// have recorded their migrations in it, else after one whose first migration failed.</summary>
    /// <param name="Tools">The tools and their tables; none where no tool is known.</param>
    public sealed record Unadopted(IReadOnlyList<(string Tool, ObjectName Table)> Tools) : RunEvent;

    /// <summary>A step begins.</summary>
    public sealed record Started(PlannedStep Step) : RunEvent;

    /// <summary>A step waited too long for a table, was rolled back, and is tried again after a pause.</summary>
    public sealed record Retrying(PlannedStep Step, string Reason, TimeSpan Pause) : RunEvent;

    /// <summary>A batch of a backfill is done and committed.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Table">The table.</param>
    /// <param name="Rows">How many rows this run has changed so far.</param>
    /// <param name="Duration">How long it has taken so far.</param>
    /// <param name="IsLast">Whether the backfill is done.</param>
    public sealed record Backfilled(PlannedStep Step, ObjectName Table, long Rows, TimeSpan Duration, bool IsLast)
        : RunEvent;

    /// <summary>A backfill waits for replicas. Reported once for each wait.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Lag">How far the slowest replica lags.</param>
    /// <param name="Most">How far it may be.</param>
    public sealed record Lagging(PlannedStep Step, TimeSpan Lag, TimeSpan Most) : RunEvent;

    /// <summary>A statement is done. Reported where <see cref="RunnerOptions.ReportsStatements"/> asks for
    /// it.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Statement">The statement.</param>
    /// <param name="Duration">How long it took.</param>
    public sealed record Executed(PlannedStep Step, SqlStatement Statement, TimeSpan Duration) : RunEvent;

    /// <summary>A step is done.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Statements">The statements it ran, without those that record it.</param>
    /// <param name="Duration">How long it took.</param>
    public sealed record Finished(PlannedStep Step, IReadOnlyList<SqlStatement> Statements, TimeSpan Duration)
        : RunEvent;

    /// <summary>A hook is done.</summary>
    /// <param name="Hook">The hook.</param>
    /// <param name="Step">The migration that it was called about; null for the run.</param>
    /// <param name="Duration">How long it took.</param>
    public sealed record HookFinished(RunHook Hook, PlannedStep? Step, TimeSpan Duration) : RunEvent;

    /// <summary>A hook that was called because the run failed has failed as well.</summary>
    public sealed record HookFailed(HookFailedException Error) : RunEvent;
}
