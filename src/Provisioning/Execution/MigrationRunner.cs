using System.Reflection;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>Takes a database to a version: one run at a time, each migration in one transaction together with its
/// ledger rows.</summary>
/// <param name="catalog">The migrations.</param>
/// <param name="options">The options of the run.</param>
/// <param name="time">The clock.</param>
/// <param name="progress">Receives the events of the run; null for none.</param>
public sealed class MigrationRunner(
    MigrationCatalog catalog,
    RunnerOptions options,
    TimeProvider time,
    IProgress<RunEvent>? progress = null
)
{
    /// <summary>This tool's version, as the ledger has it.</summary>
    public static string ToolVersion { get; } =
        typeof(MigrationRunner)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion;

    /// <summary>The migrations.</summary>
    public MigrationCatalog Catalog => catalog;

    /// <summary>Creates the database where it does not exist, waiting for another run that creates one no longer than
    /// the options allow.</summary>
    /// <returns>Whether it was created.</returns>
    /// <exception cref="LockHeldException">Another run did not finish in time.</exception>
    public Task<bool> CreateAsync(Database database, CancellationToken token) =>
        database.CreateAsync(options.LockWait, holder => progress?.Report(new RunEvent.Waiting(holder)), token);

    /// <summary>Takes the database to the target. With nothing to do it takes no lock and writes nothing.</summary>
    /// <returns>What was done; <see cref="MigrationPlan.Steps"/> is empty where there was nothing to do.</returns>
    /// <exception cref="VersionNotFoundException">The target names a version that no migration has.</exception>
    /// <exception cref="LockHeldException">Another run did not finish in time.</exception>
    /// <exception cref="HistoryRefusedException">The history of the database does not fit the migrations; nothing was
    /// run.</exception>
    /// <exception cref="MigrationInvalidException">A migration describes what cannot be.</exception>
    /// <exception cref="OperationNotSupportedException">The engine has no way to do what a migration asks; nothing was
    /// run.</exception>
    /// <exception cref="MigrationsRefusedException">Several migrations cannot run; nothing was run.</exception>
    /// <exception cref="MigrationFailedException">A migration failed while it ran.</exception>
    /// <exception cref="HookFailedException">A hook failed; what was done before it stays done.</exception>
    public async Task<MigrationPlan> RunAsync(DatabaseSession session, MigrationTarget target, CancellationToken token)
    {
        using var trace = new RunTrace(session.Database, progress, options.ReportsStatements, time);
        try
        {
            return await RunAsync(session, target, trace, token);
        }
        catch (Exception error)
        {
            trace.Fail(error);
            throw;
        }
    }

    /// <summary>What a run would do now. Takes no lock and changes nothing.</summary>
    /// <exception cref="ProvisioningException">The run would be refused.</exception>
    public async Task<MigrationPlan> PlanAsync(
        DatabaseSession session,
        MigrationTarget target,
        CancellationToken token
    ) => (await ComparedPlanAsync(session, target, options, token)).Plan;

    private async Task<MigrationPlan> RunAsync(
        DatabaseSession session,
        MigrationTarget target,
        RunTrace trace,
        CancellationToken token
    )
    {
        var (plan, _, _) = await ComparedPlanAsync(session, target, options, token);
        var waits = new RunWaits(time);
        if (plan.Steps.Count + plan.AcceptedEdits.Count == 0)
        {
            trace.Report(new RunEvent.Planned(plan));
            return plan;
        }

        // Where a transaction keeps other runs out, nothing does so between the statements of a migration without one.
        if (
            !session.TransactionIsLock
            || options.Hooks.Count > 0
            || catalog.Selected.Any(migration => !migration.IsTransactional)
        )
        {
            await TakeLockAsync(session, trace, waits, token);
        }

        return await CleanUp.AfterAsync(
            () => RunLockedAsync(session, target, plan.From, waits, trace, token),
            session.UnlockAsync
        );
    }

    private async Task TakeLockAsync(DatabaseSession session, RunTrace trace, RunWaits waits, CancellationToken token)
    {
        var since = time.GetTimestamp();
        string? awaited = null;
        await LockWait.TakeAsync(
            session.TryLockAsync,
            options.LockWait,
            time,
            holder => trace.Report(new RunEvent.Waiting(awaited = holder)),
            token
        );
        if (awaited is not null)
        {
            waits.Add(awaited, since);
        }
    }

    private async Task<MigrationPlan> RunLockedAsync(
        DatabaseSession session,
        MigrationTarget target,
        long from,
        RunWaits waits,
        RunTrace trace,
        CancellationToken token
    )
    {
        var running = options with { ReportsStatements = options.ReportsStatements || trace.WantsStatements };
        var done = new List<PlannedStep>();
        var hooks = new HookRun(session, options.Hooks, time, trace, done);
        var record = new RunRecord(session, catalog, options, time, waits);
        try
        {
            var ran = await RunLockedAsync(session, target, from, running, (hooks, record, waits), done, trace, token);
            await hooks.EndAsync(token);
            await record.EndAsync();
            return ran;
        }
        catch (Exception error)
        {
            await record.FailAsync(error);
            if (error is MigrationFailedException && from == 0 && done.Count == 0)
            {
                await FirstRun.LookAsync(session, catalog.VersionTable, hasFailed: true, trace, CancellationToken.None);
            }

            await hooks.FailAsync(error, token);
            throw;
        }
    }

    private async Task<MigrationPlan> RunLockedAsync(
        DatabaseSession session,
        MigrationTarget target,
        long from,
        RunnerOptions running,
        (HookRun Hooks, RunRecord Record, RunWaits Waits) around,
        List<PlannedStep> done,
        RunTrace trace,
        CancellationToken token
    )
    {
        IReadOnlyList<AcceptedEdit> accepted = [];
        while (true)
        {
            // What another run has done meanwhile is in the ledger now.
            // Its history was compared before the first step: a run that has begun is brought to its end.
            var compared = done.Count == 0 ? options : options with { History = HistoryOptions.Unchecked };
            var (plan, ledger, history) = await ComparedPlanAsync(session, Remaining(target, done), compared, token);
            if (done.Count == 0 && plan.Steps.Count + plan.AcceptedEdits.Count > 0)
            {
                accepted = plan.AcceptedEdits.Count > 0 ? plan.AcceptedEdits : accepted;
                ledger = await NotedAsync(session, ledger, history, token);
            }

            var warns = options.History.OutOfOrder is OutOfOrder.Warn && plan.OutOfOrder.Any();
            trace.Report(new RunEvent.Planned(plan) { WarnsOfOrder = warns });
            var prepared = await PreparedSteps.RenderAsync(plan, catalog, ledger, session, token);
            if (done.Count == 0 && ledger.Applied.Count > 0)
            {
                await LookAroundAsync(session, prepared, trace, token);
            }
            else if (done.Count == 0 && ledger is { HasLedger: false, HasVersionTable: false })
            {
                await FirstRun.LookAsync(session, catalog.VersionTable, hasFailed: false, trace, token);
            }

            if (done.Count == 0)
            {
                await around.Record.BeginAsync(plan, ledger, token);
            }

            await around.Hooks.BeginAsync(plan, token);
            var executor = new StepExecutor(
                session,
                running,
                time,
                trace,
                done,
                prepared,
                catalog,
                around.Hooks,
                around.Waits
            );
            if (await executor.RunAsync(plan, ledger, token))
            {
                return new(done, from, plan.To) { Unknown = plan.Unknown, AcceptedEdits = accepted };
            }
        }
    }

    // Who is in the way is said before anything waits. That it cannot be found out stops no run.
    private static async Task LookAroundAsync(
        DatabaseSession session,
        PreparedSteps prepared,
        RunTrace trace,
        CancellationToken token
    )
    {
        try
        {
            if (
                session.Database.Dialect.LocksTables
                && prepared.StrongLocks is { Count: > 0 } locks
                && await session.ObstaclesAsync(locks, rewrites: 0, token) is { } found
                && found.Where(obstacle => obstacle.Table is not null).ToList() is { Count: > 0 } holders
            )
            {
                trace.Report(new RunEvent.Obstructed(holders));
            }
        }
        catch (StatementFailedException)
        {
            // The role may not look at what others do.
        }
    }

    private async Task<LedgerState> NotedAsync(
        DatabaseSession session,
        LedgerState ledger,
        MigrationHistory? history,
        CancellationToken token
    ) =>
        history is not null && await HistoryCheck.NoteAsync(session, catalog, ledger, history, options, time, token)
            ? ledger.Completed
            : ledger;

    private async Task<(MigrationPlan Plan, LedgerState Ledger, MigrationHistory? History)> ComparedPlanAsync(
        DatabaseSession session,
        MigrationTarget target,
        RunnerOptions compared,
        CancellationToken token
    )
    {
        var ledger = await InStepReader.ReadAsync(session, catalog, token);
        var plan = Planner.WithoutUnchanged(
            Planner.Plan(catalog, ledger, target),
            ledger,
            session.Database.Dialect,
            session.Context()
        );
        var history = await HistoryCheck.RequireAsync(session, catalog, ledger, plan, compared, token);
        var accepted = HistoryCheck.Accepted(session.Database, catalog, history, compared);
        return (plan with { AcceptedEdits = accepted }, ledger, history);
    }

    // A plan interrupted by another writer continues with the steps that are left.
    private static MigrationTarget Remaining(MigrationTarget target, List<PlannedStep> done) =>
        target switch
        {
            MigrationTarget.DownBy down => new MigrationTarget.DownBy(
                down.Steps - done.Count(step => step.Migration.IsRecorded)
            ),
            MigrationTarget.Redo when done.Count > 0 => new MigrationTarget.Up(
                done.Max(step => step.Migration.Version)
            ),
            _ => target,
        };
}
