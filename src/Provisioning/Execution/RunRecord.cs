using Provisioning.Databases;
using Provisioning.Ledger;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>Adds to the history that a run began and how it ended, each in a transaction of its own, so that a run that
/// was killed is known; and that a migration failed, after it was rolled back. Where it cannot be added, nothing
/// else changes.</summary>
internal sealed class RunRecord(
    DatabaseSession session,
    MigrationCatalog catalog,
    RunnerOptions options,
    TimeProvider time,
    RunWaits waits
)
{
    private readonly LedgerWriter _writer = options.WriterOn(session.Database.Dialect, catalog);
    private HistoryEvent? _begun;

    /// <summary>Adds that a run began. A database without a history gets it with the first migration.</summary>
    public async Task BeginAsync(MigrationPlan plan, LedgerState ledger, CancellationToken token)
    {
        var steps = plan.Steps.Where(step => step.Migration.IsRecorded).ToList();
        if (_begun is not null || !ledger.HasHistory || steps is not [.., var last])
        {
            return;
        }

        var begun = new HistoryEvent(
            last.Migration.Version,
            last.Migration.Name,
            last.Direction is Direction.Up ? HistoryEvent.BeginUp : HistoryEvent.BeginDown
        )
        {
            StartedAt = time.GetUtcNow(),
            Notes = steps.Count == 1 ? null : $"{steps.Count} migrations from {steps[0].Migration.Version}",
        };
        if (await AddAsync(begun, TimeSpan.Zero, token))
        {
            _begun = begun;
        }
    }

    /// <summary>Adds that the run is done.</summary>
    public Task EndAsync() => EndAsync(HistoryEvent.Done, notes: null);

    /// <summary>Adds how the run failed.</summary>
    public async Task FailAsync(Exception error)
    {
        if (error is OperationCanceledException)
        {
            await EndAsync(HistoryEvent.Interrupted, "stopped by a signal");
        }
        else if (error is MigrationFailedException failed && await FailAsync(failed))
        {
            await EndAsync(HistoryEvent.Done, notes: null);
        }
        // Of a lost connection is not known what it did.
        else if (error is not ConnectionFailedException)
        {
            await EndAsync(HistoryEvent.Failed, error.Message);
        }
    }

    private async Task<bool> FailAsync(MigrationFailedException failed)
    {
        if (failed is not { Step: { Migration: { IsRecorded: true } migration } step })
        {
            return false;
        }

        // What the run had made of the tables may be rolled back.
        var history = catalog.VersionTable.HistoryOn(session.Database.Dialect);
        return await HasAsync(history)
            && await AddAsync(
                new(migration.Version, migration.Name, step.Direction is Direction.Up ? "up" : "down")
                {
                    Outcome = HistoryEvent.Failed,
                    Notes = LedgerNotes.Join(failed.InnerException?.Message, waits.Note),
                },
                TimeSpan.FromSeconds(1),
                CancellationToken.None
            );
    }

    private async Task EndAsync(string outcome, string? notes)
    {
        if (_begun is { } begun)
        {
            var what = begun.What == HistoryEvent.BeginUp ? HistoryEvent.EndUp : HistoryEvent.EndDown;
            await AddAsync(
                begun with
                {
                    What = what,
                    Outcome = outcome,
                    Notes = notes,
                },
                TimeSpan.FromSeconds(1),
                CancellationToken.None
            );
        }
    }

    private async Task<bool> HasAsync(Schema.ObjectName history)
    {
        try
        {
            return (await session.FindTablesAsync(CancellationToken.None, history)).Count > 0;
        }
        catch (Exception error) when (IsOfDatabase(error))
        {
            return false;
        }
    }

    private async Task<bool> AddAsync(HistoryEvent happened, TimeSpan patience, CancellationToken token)
    {
        try
        {
            await session.ExecuteAsync(session.Reset(), token);
            await session.BeginAsync(TransactionOptions.Default with { IsDurable = false, LockWait = patience }, token);
            await session.ExecuteAsync([_writer.Happened(happened)], token);
            await session.CommitAsync(token);
            return true;
        }
        catch (Exception error) when (IsOfDatabase(error))
        {
            return false;
        }
        finally
        {
            await session.RollbackAsync();
        }
    }

    private static bool IsOfDatabase(Exception error) =>
        error is ProvisioningException or System.Data.Common.DbException;
}
