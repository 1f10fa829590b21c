using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Execution;

/// <content>One migration inside its transaction.</content>
internal sealed partial class StepExecutor
{
    private async Task<RunEvent.Finished> RunStepAsync(
        PlannedStep step,
        bool isUnderSavepoint,
        string? waited,
        CancellationToken token
    )
    {
        progress?.Report(new RunEvent.Started(step));
        var since = time.GetTimestamp();
        var started = time.GetUtcNow();
        var rendered = await prepared.OfAsync(step, token);
        var left = await InterruptedRun.FindAsync(session, _ledger, rendered, token);
        try
        {
            SqlStatement[] first =
            [
                .. isUnderSavepoint && _mayHaveChanged ? session.Reset() : [],
                .. Savepoint(isUnderSavepoint, "SAVEPOINT"),
                .. LedgerTables.Missing(_ledger, session.Database.Dialect),
            ];
            if (PreparedSteps.HasToWait(rendered.Operations, session))
            {
                await session.ExecuteAsync(first, token);
                rendered = await RunOneByOneAsync(rendered, token);
                first = [];
            }
            else
            {
                first = await WithAsync(step, first, rendered.Executed, token);
            }

            if (session.SettlesMigrations)
            {
                await session.ExecuteAsync(first, token);
                await session.SettleAsync(token);
                first = rendered.Statements.Any(MayChangeSession) ? [.. session.Reset()] : [];
            }

            first = await VerifiedAsync(step, first, token);
            (first, var beside) = await InStepAsync(first, rendered, started, token);
            await session.ExecuteAsync(
                [
                    .. first,
                    .. session.ResetLocally,
                    .. rendered.NumberOn(session.Database.Dialect),
                    .. beside,
                    .. Record(rendered, left, started, waited),
                    .. Savepoint(isUnderSavepoint, "RELEASE SAVEPOINT"),
                ],
                token
            );
        }
        catch (Exception error) when (error is not OperationCanceledException and not ConnectionFailedException)
        {
            if (isUnderSavepoint && session.IsInTransaction)
            {
                await session.ExecuteAsync("ROLLBACK TO SAVEPOINT provisioning_step", CancellationToken.None);
            }

            throw new MigrationFailedException(
                step,
                error,
                error is TransactionEndedException ? UndoneWork.None : Undone
            );
        }

        _ledger = _ledger.Completed;
        _mayHaveChanged |= rendered.Statements.Any(MayChangeSession);
        return new(step, rendered.Statements, time.GetElapsedTime(since));
    }

    // The statements that are left to send, and those that write the row of another tool.
    private async Task<(SqlStatement[] First, IReadOnlyList<SqlStatement> Beside)> InStepAsync(
        SqlStatement[] first,
        RenderedStep rendered,
        DateTimeOffset started,
        CancellationToken token
    )
    {
        if (_ledger.InStep is null)
        {
            return (first, []);
        }

        await session.ExecuteAsync([.. first, .. session.ResetLocally], token);
        return ([], await _inStep.OfAsync(session, _ledger, rendered, started, token));
    }

    // The statements that are left to send, which are the same where there is nothing to look at.
    private async Task<SqlStatement[]> VerifiedAsync(PlannedStep step, SqlStatement[] first, CancellationToken token)
    {
        if (options.Checks(step) is not { Count: > 0 } checks)
        {
            return first;
        }

        await session.ExecuteAsync(first, token);
        await CheckRun.RequireAsync(session, checks, token);
        return [];
    }

    private IEnumerable<SqlStatement> Record(
        RenderedStep rendered,
        InterruptedRun left,
        DateTimeOffset started,
        string? waited
    ) =>
        [
            .. left.HasRow ? [_writer.Cleared(rendered.Migration.Version)] : Array.Empty<SqlStatement>(),
            .. (rendered with { Earlier = left.Notes }).Record(_writer, _ledger.HasLedger, started),
            .. rendered.Happened(_writer, started, waited),
        ];

    private static IEnumerable<SqlStatement> Savepoint(bool isUnderSavepoint, string verb) =>
        isUnderSavepoint ? [new($"{verb} provisioning_step")] : [];

    // Only what is in the database when the operation's turn comes is certain.
    private async Task<RenderedStep> RunOneByOneAsync(RenderedStep step, CancellationToken token)
    {
        var dialect = session.Database.Dialect;
        var statements = new List<SqlStatement>();
        foreach (var operation in step.Operations)
        {
            var before = dialect.DependsOnModel(operation) ? await session.InspectAsync(token) : DatabaseModel.Empty;
            var rendered = step.Step.Render(dialect, operation, before);
            await ReportedAsync(step.Step, rendered.Where(statement => !statement.IsLeftOut), token);
            statements.AddRange(rendered);
        }

        return step with
        {
            Statements = statements,
        };
    }

    // The statements that are left to send: all of them, or none where each is reported and so was sent alone.
    private async Task<SqlStatement[]> WithAsync(
        PlannedStep step,
        SqlStatement[] first,
        IEnumerable<SqlStatement> statements,
        CancellationToken token
    )
    {
        if (!options.ReportsStatements)
        {
            return [.. first, .. statements];
        }

        await session.ExecuteAsync(first, token);
        await ReportedAsync(step, statements, token);
        return [];
    }

    // Each alone where each is to be reported.
    private async Task ReportedAsync(PlannedStep step, IEnumerable<SqlStatement> statements, CancellationToken token)
    {
        if (!options.ReportsStatements)
        {
            await session.ExecuteAsync([.. statements], token);
            return;
        }

        foreach (var statement in statements)
        {
            var since = time.GetTimestamp();
            await session.ExecuteAsync([statement], token);
            progress?.Report(new RunEvent.Executed(step, statement, time.GetElapsedTime(since)));
        }
    }
}
