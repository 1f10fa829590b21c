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
    TimeProvider time,
    IProgress<RunEvent>? progress
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
        var version = step.Migration.Version;
        var left = await InterruptedRun.FindAsync(session, ledger, rendered, token);
        if (!left.IsSame && step.Migration.IsRecorded)
        {
            await WriteAsync(
                [.. LedgerTables.Missing(ledger, session.Database.Dialect), .. Begin(rendered, left, started)],
                token
            );
        }

        for (var i = left.Done; i < rendered.Statements.Count; i++)
        {
            await RunStatementAsync(rendered, i, isRepeated: left.HasRow && i == left.Done, token);
        }

        if (step.Migration.IsRecorded)
        {
            var end =
                step.Direction is Direction.Up
                    ? writer.Finished(
                        version,
                        step.Migration.Name,
                        step.Migration.Description,
                        rendered.Statements.Count,
                        started
                    )
                    : writer.Forgotten(version, hasLedger: true);
            await WriteAsync([.. end], CancellationToken.None);
        }

        progress?.Report(new RunEvent.Finished(step, rendered.Statements, time.GetElapsedTime(since)));
    }

    private IEnumerable<SqlStatement> Begin(RenderedStep rendered, InterruptedRun left, DateTimeOffset started)
    {
        var migration = rendered.Migration;
        if (left.HasRow)
        {
            yield return writer.Cleared(migration.Version);
        }

        if (rendered.Step.Direction is Direction.Up)
        {
            yield return writer.Begun(rendered.Work, left.Done, started, session.BackendId);
        }
    }

    // Whether the ledger keeps how far it has come.
    private static bool IsCounted(RenderedStep rendered) =>
        rendered is { Migration.IsRecorded: true, Step.Direction: Direction.Up };

    private async Task RunStatementAsync(RenderedStep rendered, int i, bool isRepeated, CancellationToken token)
    {
        var statement = rendered.Statements[i];
        SqlStatement[] record = IsCounted(rendered) ? [writer.Progress(rendered.Migration.Version, i + 1)] : [];
        try
        {
            if (isRepeated && statement is { OutsideTransaction: true, Operation: CreateIndex index })
            {
                // What an interrupted run leaves is an invalid index, or a valid one that was not recorded.
                var name = session.Database.Dialect.Quote(new Schema.ObjectName(index.Table.Schema, index.Index.Name));
                await session.ExecuteAsync($"DROP INDEX CONCURRENTLY IF EXISTS {name}", token);
            }

            if (!await TryTogetherAsync(statement, record, token))
            {
                await session.ExecuteAsync([statement], token);
                await WriteAsync(record, CancellationToken.None);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException and not ConnectionFailedException)
        {
            if (IsCounted(rendered))
            {
                await WriteAsync(
                    [writer.Progress(rendered.Migration.Version, i, error.Message)],
                    CancellationToken.None
                );
            }

            throw error is StatementFailedException refused
                ? new MigrationFailedException(rendered.Step, refused, isRolledBack: false)
                : new MigrationFailedException(rendered.Step, error, isRolledBack: false);
        }
    }

    // A server finishes a statement even if the client is gone: only in one transaction with its record is a statement
    // never run twice. What manages transactions of its own runs alone.
    private async Task<bool> TryTogetherAsync(SqlStatement statement, SqlStatement[] record, CancellationToken token)
    {
        if (statement.OutsideTransaction || statement.IsCode || session.BackendId is null)
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

    private async Task WriteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken token)
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
