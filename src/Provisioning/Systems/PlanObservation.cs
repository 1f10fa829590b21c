using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Execution;
using Provisioning.Operations;

namespace Provisioning.Systems;

/// <summary>Runs the statements of a plan in an empty copy of the structure, and watches what each does.</summary>
internal sealed class PlanObservation(Database scratch, RunnerOptions options)
{
    private const int Most = 500;

    /// <summary>The plan with what was seen.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="live">The database; null where there is none yet.</param>
    /// <param name="token">Cancels the operation.</param>
    public async Task<ReviewedPlan> RunAsync(ReviewedPlan plan, DatabaseSession? live, CancellationToken token)
    {
        await using var session = await scratch.OpenAsync(token);
        if (live is not null && await CopyAsync(live, session, token) is { } reason)
        {
            return plan with { NotObserved = reason };
        }

        if (session.Observe() is not { } observer)
        {
            return plan with { NotObserved = $"{scratch.Dialect.Name} statements cannot be watched" };
        }

        await using var disposed = observer;
        var steps = new List<ReviewedStep>();
        foreach (var step in plan.Steps)
        {
            steps.Add(await RunAsync(observer, step, token));
        }

        return plan with
        {
            Steps = steps,
            IsObserved = true,
        };
    }

    private async Task<ReviewedStep> RunAsync(StatementObserver observer, ReviewedStep step, CancellationToken token)
    {
        var isTransactional = step.Step.Migration.IsTransactional || options.SingleTransaction;
        await observer.BeginAsync(isTransactional, token);
        var statements = new List<ReviewedStatement>();
        foreach (var alike in Alike(step.Statements, isTransactional ? Most : 1))
        {
            var seen = await observer.RunAsync(
                [.. alike.Select(reviewed => reviewed.Statement)],
                alike[0].Facts,
                token
            );
            statements.AddRange(
                alike.Select(reviewed =>
                    reviewed with
                    {
                        Statement = reviewed.Statement with { Facts = seen.Facts },
                        NotObserved = seen.Reason,
                    }
                )
            );
        }

        await observer.EndAsync(token);
        return step with { Statements = statements };
    }

    // The rows of one operation are added together, as a run adds them.
    private static IEnumerable<IReadOnlyList<ReviewedStatement>> Alike(
        IReadOnlyList<ReviewedStatement> statements,
        int most
    )
    {
        for (var at = 0; at < statements.Count; )
        {
            var operation = statements[at].Statement.Operation;
            var count = statements
                .Skip(at)
                .Take(operation is InsertRows ? most : 1)
                .TakeWhile(reviewed => ReferenceEquals(reviewed.Statement.Operation, operation))
                .Count();
            yield return [.. statements.Skip(at).Take(count)];
            at += count;
        }
    }

    // What is wanting when its turn comes is tried again after the others. Null: all is there.
    private static async Task<string?> CopyAsync(DatabaseSession live, DatabaseSession copy, CancellationToken token)
    {
        if (await live.DeclarationsAsync(token) is not { } declarations)
        {
            return $"the structure of a {live.Database.Dialect.Name} database cannot be copied";
        }

        var left = declarations.Select(sql => new SqlStatement(sql)).ToList();
        await copy.BeginAsync(TransactionOptions.Default, token);
        try
        {
            await copy.ExecuteAsync(left, token);
            await copy.CommitAsync(token);
            return null;
        }
        catch (StatementFailedException)
        {
            // One by one then.
        }
        finally
        {
            await copy.RollbackAsync();
        }

        for (var count = left.Count + 1; left.Count < count && left.Count > 0; )
        {
            count = left.Count;
            left = await FailingAsync(copy, left, token);
        }

        return left is [var first, ..]
            ? $"the structure could not be copied at `{first.Text.ReplaceLineEndings(" ")}`"
            : null;
    }

    private static async Task<List<SqlStatement>> FailingAsync(
        DatabaseSession copy,
        List<SqlStatement> statements,
        CancellationToken token
    )
    {
        var failing = new List<SqlStatement>();
        foreach (var statement in statements)
        {
            try
            {
                await copy.ExecuteAsync([statement], token);
            }
            catch (StatementFailedException)
            {
                failing.Add(statement);
            }
        }

        return failing;
    }
}
