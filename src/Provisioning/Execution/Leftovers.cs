using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Execution;

/// <summary>What a migration that stopped outside a transaction has left, and what undoes it.</summary>
/// <param name="Undoing">What undoes the statements that are done, the last first, each with how many statements are
/// done after it.</param>
/// <param name="Stopped">The statement that it stopped at, which may have left something half done; null for
/// none.</param>
internal sealed record Leftovers(IReadOnlyList<(Operation Operation, int Done)> Undoing, SqlStatement? Stopped)
{
    /// <summary>Finds what is to be undone.</summary>
    /// <exception cref="ProvisioningException">Not all of it can be undone; the message says what, and names
    /// it.</exception>
    public static async Task<Leftovers> FindAsync(
        DatabaseSession session,
        MigrationSource migration,
        LedgerEntry entry,
        string? ran,
        CancellationToken token
    )
    {
        var dialect = session.Database.Dialect;
        var step = new PlannedStep(migration, Direction.Up);
        var operations = step.Describe(session.Context());
        if (operations.FirstOrDefault(dialect.DependsOnModel) is { } dependent)
        {
            throw Refuse($"what it did depends on what it found in the database: {dependent.Summary}");
        }

        var statements = step.Render(dialect, operations, DatabaseModel.Empty).Statements;
        var done = entry.StatementsDone;
        var known = statements.Take(done + 1).ToList();
        if (ran?.ReplaceLineEndings("\n").StartsWith(Text(known), StringComparison.Ordinal) is not true)
        {
            throw Refuse("the statements that ran were edited since");
        }

        var stopped = done < statements.Count ? statements[done] : null;
        if (stopped is not null)
        {
            await RequireNothingHalfDoneAsync(session, stopped, entry, token);
        }

        return new([.. Inverses(statements, done)], stopped);
    }

    /// <summary>Counts what undoing it drops or deletes.</summary>
    public async Task<ValueList<DataLoss>> LossesAsync(DatabaseSession session, CancellationToken token)
    {
        var counter = new LossCounter(session, await session.InspectAsync(token));
        var losses = new List<DataLoss>();
        foreach (var (operation, _) in Undoing)
        {
            losses.AddRange(await DataLossCheck.FindAsync(counter, session.Database.Dialect, operation, token));
        }

        return losses.ToValueList();
    }

    /// <summary>Undoes it, and records after each operation how much is left, so that what stops can be run
    /// again.</summary>
    public async Task UndoAsync(DatabaseSession session, LedgerWriter writer, long version, CancellationToken token)
    {
        if (Stopped is not null)
        {
            await session.RemoveUnusableAsync(Stopped, token);
        }

        var dialect = session.Database.Dialect;
        foreach (var (operation, done) in Undoing)
        {
            var before = dialect.DependsOnModel(operation) ? await session.InspectAsync(token) : DatabaseModel.Empty;
            var statements = dialect.Render(operation, before);
            var isAlone = statements.Any(statement => statement.OutsideTransaction);
            foreach (var statement in isAlone ? statements : [])
            {
                await session.ExecuteAloneAsync(statement, isRepeated: true, token);
            }

            await session.BeginAsync(TransactionOptions.Default, token);
            try
            {
                await session.ExecuteAsync(
                    [.. isAlone ? [] : statements, .. session.ResetLocally, writer.Progress(version, done)],
                    token
                );
                await session.SettleAsync(token);
                await session.CommitAsync(token);
            }
            finally
            {
                await session.RollbackAsync();
            }
        }
    }

    private static IEnumerable<(Operation, int)> Inverses(IReadOnlyList<SqlStatement> statements, int done)
    {
        for (var last = done - 1; last >= 0; )
        {
            var operation = statements[last].Operation!;
            var first = last;
            while (first > 0 && ReferenceEquals(statements[first - 1].Operation, operation))
            {
                first--;
            }

            var isWhole = done == statements.Count || !ReferenceEquals(statements[done].Operation, operation);
            var inverse = operation.Inverse ?? throw Refuse($"nothing is known that undoes: {operation.Summary}");
            if (!isWhole && inverse is not (DropTable or DropColumn))
            {
                throw Refuse($"it stopped in the middle of: {operation.Summary}");
            }

            yield return (inverse, first);
            last = first - 1;
        }
    }

    // A statement that ran in a transaction with its record is there with it or not at all.
    private static async Task RequireNothingHalfDoneAsync(
        DatabaseSession session,
        SqlStatement stopped,
        LedgerEntry entry,
        CancellationToken token
    )
    {
        if (entry.BackfilledTo is not null)
        {
            throw Refuse($"nothing is known that undoes: {stopped.Operation!.Summary}, of which some rows are done");
        }

        if (await session.FindUnusableAsync(stopped, token) is { } left)
        {
            if (left.Problem is { } problem)
            {
                throw Refuse(problem);
            }

            return;
        }

        if (
            stopped.IsCode
            || ManagesTransactions(session.Database.Dialect.Words(stopped.Text))
            || (stopped.OutsideTransaction && entry.Error is null)
        )
        {
            throw Refuse($"how much this statement has done is not known: {stopped.Text}");
        }
    }

    // As a block of code or a procedure may do, which commits in between.
    private static bool ManagesTransactions(SqlWords words) => words.Is(0, "DO") || words.Is(0, "CALL");

    private static string Text(IEnumerable<SqlStatement> statements) =>
        LedgerWriter.Join(statements).ReplaceLineEndings("\n");

    private static ProvisioningException Refuse(string why) => new(why);
}
