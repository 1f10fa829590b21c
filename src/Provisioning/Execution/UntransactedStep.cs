using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>Runs a migration outside a transaction, statement by statement, and keeps in the ledger how far it has come, so that the next run
/// goes on behind the last statement that succeeded.</summary>
internal sealed class UntransactedStep(DatabaseSession session, LedgerWriter writer, TimeProvider time, IProgress<RunEvent>? progress)
{
    /// <summary>Runs the step from where the ledger says it stopped.</summary>
    /// <exception cref="MigrationFailedException">A statement failed; those before it stay, and the ledger says so.</exception>
    public async Task RunAsync(RenderedStep rendered, LedgerState ledger, CancellationToken token)
    {
        var step = rendered.Step;
        progress?.Report(new RunEvent.Started(step));
        var since = time.GetTimestamp();
        var started = time.GetUtcNow();
        var version = step.Migration.Version;
        var at = Resume(ledger.Find(version), rendered);
        if (at is null)
        {
            await WriteAsync([.. LedgerTables.Missing(ledger, session.Database.Dialect), .. Begin(rendered, started)], token);
        }

        for (var i = at ?? 0; i < rendered.Statements.Count; i++)
        {
            await RunStatementAsync(rendered, i, isRepeated: i == at, token);
            if (step.Direction is Direction.Up)
            {
                await WriteAsync([writer.Progress(version, i + 1)], CancellationToken.None);
            }
        }

        var end = step.Direction is Direction.Up
            ? writer.Finished(version, step.Migration.Name, step.Migration.Description, rendered.Statements.Count, started)
            : writer.Forgotten(version, hasLedger: true);
        await WriteAsync([.. end], CancellationToken.None);
        progress?.Report(new RunEvent.Finished(step, rendered.Statements.Count, time.GetElapsedTime(since)));
    }

    // The statement to begin with; null where nothing of the migration was begun.
    private static int? Resume(LedgerEntry? entry, RenderedStep rendered)
    {
        if (entry is null || entry.IsApplied || rendered.Step.Direction is Direction.Down)
        {
            return null;
        }

        return entry.Checksum == LedgerWriter.Checksum(rendered.Statements)
            ? entry.StatementsDone
            : throw new ProvisioningException(
                $"Migration {rendered.Migration} stopped after statement {entry.StatementsDone} of {entry.StatementsTotal} and was edited since, so that where to go on is not known. "
                + "Put its text back as it was and run again, or undo by hand what it did and delete its row from provisioning_ledger.");
    }

    private IEnumerable<SqlStatement> Begin(RenderedStep rendered, DateTimeOffset started) =>
        rendered.Step.Direction is Direction.Up
            ? [writer.Begun(rendered.Migration.Version, rendered.Migration.Name, rendered.Statements, started, session.BackendId)]
            : [];

    private async Task RunStatementAsync(RenderedStep rendered, int i, bool isRepeated, CancellationToken token)
    {
        var statement = rendered.Statements[i];
        try
        {
            if (isRepeated && statement.Operation is CreateIndex { IsConcurrent: true } index)
            {
                // What an interrupted run leaves is an invalid index, or a valid one that nobody recorded.
                var name = session.Database.Dialect.Quote(new Schema.ObjectName(index.Table.Schema, index.Index.Name));
                await session.ExecuteAsync($"DROP INDEX CONCURRENTLY IF EXISTS {name}", token);
            }

            await session.ExecuteAsync([statement], token);
        }
        catch (StatementFailedException error)
        {
            if (rendered.Step.Direction is Direction.Up)
            {
                await WriteAsync([writer.Progress(rendered.Migration.Version, i, error.Message)], CancellationToken.None);
            }

            throw new MigrationFailedException(rendered.Step, error, isRolledBack: false);
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
