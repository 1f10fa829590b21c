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

    /// <summary>Creates the database where it does not exist, waiting for another run that creates one no longer than the
    /// options allow.</summary>
    /// <returns>Whether it was created.</returns>
    /// <exception cref="LockHeldException">Another run did not finish in time.</exception>
    public Task<bool> CreateAsync(Database database, CancellationToken token) =>
        database.CreateAsync(options.LockWait, holder => progress?.Report(new RunEvent.Waiting(holder)), token);

    /// <summary>Takes the database to the target. With nothing to do it takes no lock and writes nothing.</summary>
    /// <returns>What was done; <see cref="MigrationPlan.Steps"/> is empty where there was nothing to do.</returns>
    /// <exception cref="VersionNotFoundException">The target names a version that no migration has.</exception>
    /// <exception cref="LockHeldException">Another run did not finish in time.</exception>
    /// <exception cref="MigrationInvalidException">A migration describes what cannot be.</exception>
    /// <exception cref="OperationNotSupportedException">The engine has no way to do what a migration asks; nothing was
    /// run.</exception>
    /// <exception cref="MigrationsRefusedException">Several migrations cannot run; nothing was run.</exception>
    /// <exception cref="MigrationFailedException">A migration failed while it ran.</exception>
    public async Task<MigrationPlan> RunAsync(DatabaseSession session, MigrationTarget target, CancellationToken token)
    {
        var plan = await PlanAsync(session, target, token);
        if (plan.Plan.Steps.Count == 0)
        {
            progress?.Report(new RunEvent.Planned(plan.Plan));
            return plan.Plan;
        }

        await LockWait.TakeAsync(
            session.TryLockAsync,
            options.LockWait,
            time,
            holder => progress?.Report(new RunEvent.Waiting(holder)),
            token
        );
        return await CleanUp.AfterAsync(
            () => RunLockedAsync(session, target, plan.Plan.From, token),
            session.UnlockAsync
        );
    }

    private async Task<MigrationPlan> RunLockedAsync(
        DatabaseSession session,
        MigrationTarget target,
        long from,
        CancellationToken token
    )
    {
        var done = new List<PlannedStep>();
        while (true)
        {
            // What another run has done meanwhile is in the ledger now.
            var (plan, ledger) = await PlanAsync(session, Remaining(target, done), token);
            progress?.Report(new RunEvent.Planned(plan));
            var prepared = await PreparedSteps.RenderAsync(plan, ledger, session, token);
            var executor = new StepExecutor(session, options, time, progress, done, prepared, catalog.VersionTable);
            if (await executor.RunAsync(plan, ledger, token))
            {
                return new(done, from, plan.To);
            }
        }
    }

    private async Task<(MigrationPlan Plan, LedgerState Ledger)> PlanAsync(
        DatabaseSession session,
        MigrationTarget target,
        CancellationToken token
    )
    {
        var ledger = await LedgerReader.ReadBrieflyAsync(session, catalog.VersionTable, token);
        var plan = Planner.WithoutUnchanged(
            Planner.Plan(catalog, ledger, target),
            ledger,
            session.Database.Dialect,
            session.Context()
        );
        var breaking = plan.Steps.FirstOrDefault(step =>
            step is { Direction: Direction.Up, Migration.IsBreaking: true }
        );
        return breaking is null || options.AllowBreaking
            ? (plan, ledger)
            : throw new ProvisioningException(
                $"Migration {breaking.Migration} is marked as breaking the application before it. Nothing was run. "
                    + $"Give --allow-breaking to run it."
            );
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
