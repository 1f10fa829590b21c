using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>Runs a migration outside a transaction, statement by statement, and keeps in the ledger how far it has
/// come, so that the next run continues after the last statement that succeeded.</summary>
internal sealed class UntransactedStep(
    DatabaseSession session,
    LedgerWriter writer,
    InStepRows inStep,
    RunnerOptions options,
    TimeProvider time,
    IProgress<RunEvent>? progress,
    RunWaits waits
)
{
    private const string ActiveTransaction = "25001";
    private const string InvalidTermination = "2D000";

    /// <summary>Runs the step from where the ledger says it stopped.</summary>
    /// <exception cref="MigrationFailedException">A statement failed; those before it stay, and the ledger says
    /// so.</exception>
    public async Task RunAsync(RenderedStep rendered, LedgerState ledger, CancellationToken token)
    {
        var step = rendered.Step;
        progress?.Report(new RunEvent.Started(step));
        var since = time.GetTimestamp();
        var started = time.GetUtcNow();
        var left = await InterruptedRun.FindAsync(session, ledger, rendered, token);
        if (!left.IsSame && step.Migration.IsRecorded)
        {
            await WriteAsync(
                [.. LedgerTables.Missing(ledger, session.Database.Dialect), .. Begin(rendered, left, started)],
                token
            );
        }

        await session.LimitLockWaitAsync(options.TableWait, token);
        // What the statements that are done have set is not there any more.
        await session.ExecuteAsync(
            [.. rendered.Statements.Take(left.Done).Where(statement => statement.IsSetting)],
            token
        );
        for (var i = left.Done; i < rendered.Statements.Count; i++)
        {
            await RunStatementAsync(rendered, i, isRepeated: left.HasRow && i == left.Done, token);
        }

        await VerifyAsync(step, token);
        // A temporary table may have the name of one of the ledger's.
        await session.ExecuteAsync(session.Reset(), CancellationToken.None);
        SqlStatement[] end =
        [
            .. rendered.NumberOn(session.Database.Dialect),
            .. step.Migration.IsRecorded ? End(rendered, started) : [],
            .. step.Migration.IsRecorded ? rendered.Happened(writer, started, waits.Note) : [],
        ];
        if (end.Length > 0)
        {
            await WriteAsync([.. session.ResetLocally, .. end], CancellationToken.None, () =>
                inStep.OfAsync(session, ledger, rendered, started, CancellationToken.None)
            );
        }

        waits.Clear();
        progress?.Report(new RunEvent.Finished(step, rendered.Statements, time.GetElapsedTime(since)));
    }

    private async Task VerifyAsync(PlannedStep step, CancellationToken token)
    {
        try
        {
            await CheckRun.RequireAsync(session, options.Checks(step), token);
        }
        catch (Exception error) when (error is MigrationCheckFailedException or StatementFailedException)
        {
            throw new MigrationFailedException(step, error, UndoneWork.None);
        }
    }

    private IEnumerable<SqlStatement> Begin(RenderedStep rendered, InterruptedRun left, DateTimeOffset started)
    {
        if (left.HasRow || rendered.Step.Direction is Direction.Down)
        {
            yield return writer.Cleared(rendered.Migration.Version);
        }

        yield return writer.Begun(
            (rendered with { Earlier = left.Notes }).Work,
            left.Done,
            started,
            session.BackendId,
            left.BackfilledTo
        );
    }

    private IEnumerable<SqlStatement> End(RenderedStep rendered, DateTimeOffset started)
    {
        var migration = rendered.Migration;
        return rendered.Step.Direction is Direction.Up
            ? writer.Finished(
                migration.Version,
                migration.Name,
                migration.Description,
                rendered.Statements.Count,
                started
            )
            : writer.Forgotten(migration.Version, hasLedger: true);
    }

    private async Task RunStatementAsync(RenderedStep rendered, int i, bool isRepeated, CancellationToken token)
    {
        for (var backOff = new BackOff(time, options.TableWaitBudget); ; )
        {
            var since = time.GetTimestamp();
            try
            {
                await TryStatementAsync(rendered, i, isRepeated, token);
                return;
            }
            catch (MigrationFailedException error)
                when (error
                        is {
                            Statement.IsCode: false,
                            InnerException: StatementFailedException { MayPass: true } reason,
                        }
                    && backOff.MayTryAgain
                )
            {
                var pause = backOff.Next();
                progress?.Report(new RunEvent.Retrying(rendered.Step, reason.Reasons, pause));
                await Task.Delay(pause, time, token);
                waits.Add(reason.Reasons, since);
                isRepeated = true;
            }
        }
    }

    private async Task TryStatementAsync(RenderedStep rendered, int i, bool isRepeated, CancellationToken token)
    {
        var (version, statement) = (rendered.Migration.Version, rendered.Statements[i]);
        // Whether the ledger keeps how far it has come.
        var isCounted = rendered.Migration.IsRecorded;
        SqlStatement[] record = isCounted ? [.. session.ResetLocally, writer.Progress(version, i + 1)] : [];
        var since = time.GetTimestamp();
        try
        {
            if (statement.Operation is Backfill)
            {
                await new BackfillRun(session, writer, options, time, progress).RunAsync(rendered, i, token);
            }
            else if (!await TryTogetherAsync(statement, record, token))
            {
                await session.ExecuteAloneAsync(statement, isRepeated, token);
                await WriteAsync(record, CancellationToken.None);
            }

            if (options.ReportsStatements)
            {
                progress?.Report(new RunEvent.Executed(rendered.Step, statement, time.GetElapsedTime(since)));
            }
        }
        catch (Exception error) when (error is not OperationCanceledException and not ConnectionFailedException)
        {
            if (isCounted)
            {
                await WriteAsync(
                    [.. session.ResetLocally, writer.Progress(version, i, error.Message)],
                    CancellationToken.None
                );
            }

            throw new MigrationFailedException(rendered.Step, error, UndoneWork.None);
        }
    }

    // A server finishes a statement even if the client is gone: only in one transaction with its record is a statement
    // never run twice. What manages transactions of its own runs alone.
    private async Task<bool> TryTogetherAsync(SqlStatement statement, SqlStatement[] record, CancellationToken token)
    {
        if (statement.OutsideTransaction || statement.IsCode)
        {
            return false;
        }

        try
        {
            await WriteAsync([statement, .. record], token);
            return true;
        }
        catch (StatementFailedException error) when (error.Code is ActiveTransaction or InvalidTermination)
        {
            return false;
        }
    }

    private async Task WriteAsync(
        IReadOnlyList<SqlStatement> statements,
        CancellationToken token,
        Func<Task<IReadOnlyList<SqlStatement>>>? beside = null
    )
    {
        await session.BeginAsync(TransactionOptions.Default, token);
        try
        {
            var first = beside is null ? [] : await beside();
            await session.ExecuteAsync([.. first, .. statements], token);
            await session.SettleAsync(token);
            await session.CommitAsync(token);
        }
        finally
        {
            await session.RollbackAsync();
        }
    }
}
