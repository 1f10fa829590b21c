using System.Globalization;
using Provisioning.Databases;
using Provisioning.Ledger;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>Finds the versions of which the ledger's record needs a person's decision, and carries decisions out. Each
/// is noted in the ledger with who made it, when and why.</summary>
/// <param name="catalog">The migrations.</param>
/// <param name="options">What is allowed, who does it, and how long to wait for a run.</param>
/// <param name="time">The clock.</param>
public sealed class LedgerRepair(MigrationCatalog catalog, RunnerOptions options, TimeProvider time)
{
    /// <summary>The versions that need a decision, lowest first: edited, interrupted or unknown. Changes
    /// nothing.</summary>
    /// <exception cref="HistoryRefusedException">Another system migrated the database, and that was not
    /// allowed.</exception>
    public async Task<IReadOnlyList<RepairFinding>> FindAsync(DatabaseSession session, CancellationToken token)
    {
        var state = await ReadAsync(session, token);
        var wrong = state.Versions.Where(version => RepairChoices.NeedsDecision(version.State)).ToList();
        string? running = null;
        if (wrong.Exists(version => version.State is VersionState.Interrupted))
        {
            running = await session.TryLockAsync(token);
            if (running is null)
            {
                await session.UnlockAsync();
            }
        }

        var found = new List<RepairFinding>();
        foreach (var version in wrong)
        {
            found.Add(await new RepairChoices(session, catalog, state.Ledger).FindAsync(version, running, token));
        }

        return found;
    }

    /// <summary>What a decision would do.</summary>
    /// <exception cref="VersionNotFoundException">Neither a migration nor the ledger has the version.</exception>
    /// <exception cref="ProvisioningException">It cannot be carried out.</exception>
    public async Task<IReadOnlyList<RepairChoice>> ReviewAsync(
        DatabaseSession session,
        IReadOnlyList<RepairDecision> decisions,
        CancellationToken token
    ) => [.. (await PrepareAsync(session, decisions, "", token)).Select(work => work.Choice)];

    /// <summary>Carries the decisions out, those about the ledger alone first, all of them or none. Everything is
    /// checked before anything is changed.</summary>
    /// <param name="session">The database.</param>
    /// <param name="decisions">The decisions, at most one for a version.</param>
    /// <param name="why">Why, for the ledger; empty for no reason.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="VersionNotFoundException">Neither a migration nor the ledger has one of the
    /// versions.</exception>
    /// <exception cref="ProvisioningException">One of the decisions cannot be carried out; nothing was
    /// changed.</exception>
    /// <exception cref="HistoryRefusedException">Another system migrated the database, and that was not
    /// allowed.</exception>
    /// <exception cref="LockHeldException">A run did not finish in time.</exception>
    public async Task<IReadOnlyList<RepairedVersion>> RunAsync(
        DatabaseSession session,
        IReadOnlyList<RepairDecision> decisions,
        string why,
        CancellationToken token
    )
    {
        await LockWait.TakeAsync(session.TryLockAsync, options.LockWait, time, _ => { }, token);
        return await CleanUp.AfterAsync(() => RunLockedAsync(session, decisions, why, token), session.UnlockAsync);
    }

    private async Task<IReadOnlyList<RepairedVersion>> RunLockedAsync(
        DatabaseSession session,
        IReadOnlyList<RepairDecision> decisions,
        string why,
        CancellationToken token
    )
    {
        var work = await PrepareAsync(session, decisions, why, token);
        if (work.Count == 0)
        {
            return [];
        }

        var ledger = await InStepReader.ReadAsync(session, catalog, token);
        var writer = options.WriterOn(session.Database.Dialect, catalog);
        await RecordAsync(
            session,
            [
                .. LedgerTables.Missing(ledger, session.Database.Dialect),
                .. work.Where(one => one.Left is null).SelectMany(one => Recorded(one, writer)),
                .. work.SelectMany(one => InStep(session, ledger, one)),
            ],
            token
        );
        foreach (var one in work)
        {
            if (one.Left is { } left)
            {
                await left.UndoAsync(session, writer, one.Done.Version, token);
                await RecordAsync(session, [.. Recorded(one, writer)], token);
            }
        }

        return [.. work.Select(one => one.Done)];
    }

    // What stopped half way was never recorded there.
    private IEnumerable<Dialects.SqlStatement> InStep(DatabaseSession session, LedgerState ledger, RepairWork work) =>
        catalog.Find(work.Done.Version) is { } migration
        && work.Done.Action is RepairAction.MarkApplied or RepairAction.MarkPending
            ? new InStepRows(catalog, options, session.Database.Dialect).Of(
                ledger,
                migration,
                work.Done.Action is RepairAction.MarkApplied ? Direction.Up : Direction.Down
            )
            : [];

    private static IEnumerable<Dialects.SqlStatement> Recorded(RepairWork work, LedgerWriter writer) =>
        work.Record.Append(
            writer.Happened(
                work.Done.Edit?.Happened(work.Done.Note)
                    ?? new(work.Done.Version, work.Done.Name, work.Done.What) { Notes = work.Done.Note }
            )
        );

    private async Task<IReadOnlyList<RepairWork>> PrepareAsync(
        DatabaseSession session,
        IReadOnlyList<RepairDecision> decisions,
        string why,
        CancellationToken token
    )
    {
        var state = await ReadAsync(session, token);
        var choices = new RepairChoices(session, catalog, state.Ledger);
        var by = string.Create(
            CultureInfo.InvariantCulture,
            $"{time.GetUtcNow():yyyy-MM-dd HH:mm} UTC by {options.Actor}"
        );
        var note = new RepairNote(by, why);
        var (work, problems) = (new List<RepairWork>(), new List<string>());
        foreach (var decision in decisions.OrderBy(decision => decision.Version))
        {
            var version = state.Versions.FirstOrDefault(version => version.Version == decision.Version)
                ?? throw new VersionNotFoundException(decision.Version, catalog.Migrations);
            try
            {
                work.Add(
                    await choices.WorkAsync(
                        version,
                        decision.Action,
                        options.WriterOn(session.Database.Dialect, catalog),
                        note,
                        token
                    )
                );
            }
            catch (ProvisioningException problem)
            {
                problems.Add($"{version.Version} {version.Name}: {problem.Message.TrimEnd('.')}.");
            }
        }

        return problems.Count == 0
            ? work
            : throw new ProvisioningException($"{string.Join('\n', problems)}\nNothing was changed.");
    }

    private async Task<(LedgerState Ledger, IReadOnlyList<VersionStatus> Versions)> ReadAsync(
        DatabaseSession session,
        CancellationToken token
    )
    {
        var ledger = await InStepReader.ReadAsync(session, catalog, token);
        var database = session.Database;
        var versions = MigrationStatus.WithEdits(
            MigrationStatus.Of(catalog, ledger),
            catalog,
            database.Dialect,
            database.ConnectionString
        );
        var taken = options.History with { AllowEdited = true, AllowUnknown = true, AcceptedEdits = [] };
        MigrationHistory.Of(catalog, ledger, versions).Require(catalog, plan: null, taken, database.Location);
        return (ledger, versions);
    }

    private static async Task RecordAsync(
        DatabaseSession session,
        IReadOnlyList<Dialects.SqlStatement> statements,
        CancellationToken token
    )
    {
        await session.BeginAsync(TransactionOptions.Default, token);
        try
        {
            await session.ExecuteAsync(statements, token);
            await session.CommitAsync(token);
        }
        finally
        {
            await session.RollbackAsync();
        }
    }
}

/// <summary>A version whose record was changed.</summary>
/// <param name="Version">The version.</param>
/// <param name="Name">The migration's name.</param>
/// <param name="Action">What was done.</param>
/// <param name="Note">What the ledger notes of it.</param>
public sealed record RepairedVersion(long Version, string Name, RepairAction Action, string Note)
{
    /// <summary>What the history calls the action.</summary>
    internal string What =>
        Action switch
        {
            RepairAction.AcceptEdit => "accept-edited",
            RepairAction.MarkApplied => "mark-applied",
            RepairAction.MarkPending => "mark-pending",
            _ => "clean-up",
        };

    /// <summary>The edit that was accepted; null for another action.</summary>
    public AcceptedEdit? Edit { get; init; }
}
