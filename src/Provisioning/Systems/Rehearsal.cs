using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>Runs an upgrade on a copy of a database, back down, and up again, and compares structure and numbers of
/// rows.</summary>
/// <param name="catalog">The migrations.</param>
/// <param name="copy">The copy, at the version that the upgrade begins at. It is changed; whoever made it drops
/// it.</param>
/// <param name="options">The options of the runs.</param>
/// <param name="time">The clock.</param>
/// <param name="platform">What a platform may have put into the database; null for nothing.</param>
/// <param name="progress">Receives the events of the runs; null for none.</param>
public sealed class Rehearsal(
    MigrationCatalog catalog,
    Database copy,
    RunnerOptions options,
    TimeProvider time,
    HostingPlatform? platform = null,
    IProgress<RunEvent>? progress = null
)
{
    /// <summary>Rehearses the upgrade.</summary>
    /// <param name="to">The last version to apply; null for the newest.</param>
    /// <param name="goesDown">Whether to go down and up again as well.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <returns>What was seen. That going down, or up again, fails is part of it.</returns>
    /// <exception cref="HistoryRefusedException">The history of the database does not fit the migrations.</exception>
    /// <exception cref="MigrationFailedException">The upgrade fails.</exception>
    /// <exception cref="ProvisioningException">A migration cannot run.</exception>
    public async Task<RehearsalReport> RunAsync(long? to, bool goesDown, CancellationToken token)
    {
        var upgrade = new MigrationTarget.Up(to);
        var plan = await new PlanReview(catalog, copy, options).RunAsync(
            upgrade,
            copy.Scratch("plan"),
            looksAround: false,
            token
        );
        await using var session = await copy.OpenAsync(token);
        var before = await ReadAsync(session, token);
        if (plan.Steps.Count == 0)
        {
            return new(plan, before, []);
        }

        var report = new RehearsalReport(plan, before, [await RunAsync(session, upgrade, token)]);
        return !goesDown ? report
            : plan.Plan.OutOfOrder.FirstOrDefault() is { After: { } above } early
                ? report with
                {
                    Failure =
                        $"{early.Migration} is below version {above}, which was applied before, and a rollback takes "
                        + "the highest versions first. It was not tried.",
                }
            : await DownAndUpAsync(report, upgrade, session, token);
    }

    private async Task<RehearsalReport> DownAndUpAsync(
        RehearsalReport report,
        MigrationTarget upgrade,
        DatabaseSession session,
        CancellationToken token
    )
    {
        try
        {
            var up = report.Runs[0];
            var down = await RunAsync(session, new MigrationTarget.DownTo(report.Plan.Plan.From), token);
            report = report with
            {
                Runs = [up, down],
                Down = await StructureComparison.OfAsync(report.Before.Lines, down.After.Lines, session, token),
            };
            var again = await RunAsync(session, upgrade, token);
            return report with
            {
                Runs = [up, down, again],
                Again = await StructureComparison.OfAsync(up.After.Lines, again.After.Lines, session, token),
            };
        }
        catch (ProvisioningException error)
        {
            return report with { Failure = error.Message };
        }
    }

    private async Task<RehearsedRun> RunAsync(DatabaseSession session, MigrationTarget target, CancellationToken token)
    {
        var finished = new FinishedSteps(progress);
        await new MigrationRunner(catalog, options, time, finished).RunAsync(session, target, token);
        return new(
            finished.All.ToDictionary(step => step.Step.Migration, step => step.Duration),
            await ReadAsync(session, token)
        );
    }

    private async Task<RehearsedMoment> ReadAsync(DatabaseSession session, CancellationToken token)
    {
        var structure = await LiveStructure.ReadAsync(session, catalog.VersionTable, platform, token);
        await session.BeginSnapshotAsync(token);
        IReadOnlyList<(ObjectName Table, long Rows)> rows;
        try
        {
            rows = await RowCounts.ReadAsync(session, structure.Model.Tables.Keys, token);
        }
        finally
        {
            await session.RollbackAsync();
        }

        return new(structure.Lines, rows.ToDictionary(), await session.BytesAsync(token));
    }
}
