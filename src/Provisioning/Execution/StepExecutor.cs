using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>Runs the steps of a plan, one transaction after the other.</summary>
internal sealed partial class StepExecutor(
    DatabaseSession session,
    RunnerOptions options,
    TimeProvider time,
    IProgress<RunEvent>? progress,
    List<PlannedStep> done,
    PreparedSteps prepared,
    MigrationCatalog catalog,
    HookRun hooks,
    RunWaits waits
)
{
    private readonly LedgerWriter _writer = options.WriterOn(session.Database.Dialect, catalog);
    private readonly InStepRows _inStep = new(catalog, options, session.Database.Dialect);
    private LedgerState _ledger = LedgerState.Empty;

    // Whether the step before may have left something in the session.
    private bool _mayHaveChanged;

    /// <summary>Runs the plan. False: another process has written since the ledger was read, so the rest has to be
    /// planned again.</summary>
    public async Task<bool> RunAsync(MigrationPlan plan, LedgerState ledger, CancellationToken token)
    {
        _ledger = ledger;
        var isFirstRun = session.TransactionIsLock && ledger.Applied.Count == 0 && !hooks.AreOfMigrations;
        for (var i = 0; i < plan.Steps.Count; )
        {
            var end = i + 1;
            while (
                end < plan.Steps.Count
                && (
                    options.SingleTransaction
                    || (
                        isFirstRun
                        && plan.Steps[end - 1].Migration.IsTransactional
                        && plan.Steps[end].Migration.IsTransactional
                    )
                )
            )
            {
                end++;
            }

            var steps = plan.Steps.Skip(i).Take(end - i).ToArray();
            var isLast = end == plan.Steps.Count;
            foreach (var step in steps)
            {
                await hooks.BeforeAsync(step, token);
            }

            var since = time.GetTimestamp();
            if (!steps[0].Migration.IsTransactional && !options.SingleTransaction)
            {
                await ResetAsync(token);
                _mayHaveChanged = true;
                await new UntransactedStep(session, _writer, _inStep, options, time, progress, waits).RunAsync(
                    await prepared.OfAsync(steps[0], token),
                    _ledger,
                    token
                );
                done.Add(steps[0]);
                _ledger = steps[0].Migration.IsRecorded ? _ledger.Completed : _ledger;
            }
            else if (!await RunGroupAsync(steps, isLast, token))
            {
                return false;
            }

            var duration = time.GetElapsedTime(since);
            foreach (var step in steps)
            {
                await hooks.AfterAsync(step, steps.Length == 1 ? duration : null, token);
            }

            i = end;
        }

        await ResetAsync(token);
        return true;
    }

    private async Task ResetAsync(CancellationToken token)
    {
        if (_mayHaveChanged)
        {
            await session.ExecuteAsync(session.Reset(), token);
            _mayHaveChanged = false;
        }
    }

    private static bool MayChangeSession(SqlStatement statement) =>
        statement.Operation is ExecuteSql or ExecuteCode or InsertRows or UpdateRows or DeleteRows or Conditional;

    private async Task<bool> RunGroupAsync(PlannedStep[] steps, bool isLast, CancellationToken token)
    {
        for (var backOff = new BackOff(time, options.TableWaitBudget); ; )
        {
            var since = time.GetTimestamp();
            try
            {
                return await TryGroupAsync(steps, isLast, token);
            }
            catch (MigrationFailedException error)
                when (error is { IsRolledBack: true, InnerException: StatementFailedException { MayPass: true } reason }
                    && backOff.MayTryAgain
                )
            {
                var pause = backOff.Next();
                progress?.Report(new RunEvent.Retrying(error.Step, reason.Reasons, pause));
                await Task.Delay(pause, time, token);
                waits.Add(reason.Reasons, since);
            }
        }
    }

    private async Task<bool> TryGroupAsync(PlannedStep[] steps, bool isLast, CancellationToken token)
    {
        var finished = new List<RunEvent.Finished>();
        var before = _ledger;
        await ResetAsync(token);
        await BeginAsync(
            new(IsDurable: isLast, options.TableWait, options.LockWait)
            {
                StatementTimeout = options.StatementTimeout,
                IdleTimeout = options.IdleTimeout,
            },
            token
        );
        try
        {
            if (session.TransactionIsLock && !await IsUnchangedAsync(token))
            {
                return false;
            }

            foreach (var step in steps)
            {
                var waited = finished.Count == 0 ? waits.Note : null;
                finished.Add(await RunStepAsync(step, isUnderSavepoint: steps.Length > 1, waited, token));
            }

            await CommitAsync(steps, token);
        }
        catch (MigrationFailedException)
            when (!options.SingleTransaction
                && finished.Count > 0
                && finished.Count < steps.Length
                && session.IsInTransaction
            )
        {
            // The failed step is back at its savepoint; those before it are complete.
            await session.CommitAsync(CancellationToken.None);
            Report(finished);
            throw;
        }
        catch
        {
            // What was made of the ledger's tables is rolled back, and missing when the steps are tried again.
            _ledger = before;
            throw;
        }
        finally
        {
            await session.RollbackAsync();
        }

        Report(finished);
        waits.Clear();
        return true;
    }

    private async Task BeginAsync(TransactionOptions transaction, CancellationToken token)
    {
        try
        {
            await session.BeginAsync(transaction with { LockWait = TimeSpan.Zero }, token);
        }
        catch (LockHeldException held) when (transaction.LockWait > TimeSpan.Zero)
        {
            var since = time.GetTimestamp();
            progress?.Report(new RunEvent.Waiting(held.Holder));
            await session.BeginAsync(transaction, token);
            waits.Add(held.Holder, since);
        }
    }

    private async Task CommitAsync(PlannedStep[] steps, CancellationToken token)
    {
        try
        {
            await session.CommitAsync(token);
        }
        // Of several it is not known which.
        catch (StatementFailedException error) when (steps is [var only])
        {
            throw new MigrationFailedException(only, error, Undone);
        }
    }

    private UndoneWork Undone => options.SingleTransaction ? UndoneWork.Run : UndoneWork.Migration;

    private async Task<bool> IsUnchangedAsync(CancellationToken token)
    {
        var now = await InStepReader.ReadBrieflyAsync(session, catalog, token);
        var expected = _ledger.Applied.Select(entry => entry.Version).ToHashSet();
        foreach (var step in done.Where(step => step.Migration.IsRecorded))
        {
            _ =
                step.Direction is Direction.Up
                    ? expected.Add(step.Migration.Version)
                    : expected.Remove(step.Migration.Version);
        }

        return expected.SetEquals(now.Applied.Select(entry => entry.Version));
    }

    private void Report(List<RunEvent.Finished> finished)
    {
        foreach (var step in finished)
        {
            done.Add(step.Step);
            progress?.Report(step);
        }
    }
}
