using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.PostgreSql.Inspection;

/// <summary>Has the server read expressions again and print them: what it prints of an expression it may print
/// otherwise once a dump of it was restored.</summary>
/// <param name="session">Without a transaction.</param>
/// <param name="schema">Where names without a schema live.</param>
internal sealed class PostgreSqlExpressions(DatabaseSession session, string schema)
{
    private const string Name = "provisioning_compare";
    private const string Test = " IS NULL";
    private const string When = " FOR EACH ROW WHEN (";
    private const string Execute = ") EXECUTE FUNCTION ";

    // Printing and reading settles at the second time; the third is for what we have not seen.
    private const int Rounds = 3;

    /// <summary>The expressions as the server prints them when it has read them; one that it does not take stays as it
    /// is. What is made for that is rolled back.</summary>
    public async Task<IReadOnlyList<string>> ReparseAsync(
        IReadOnlyList<StructureExpression> expressions,
        CancellationToken token
    )
    {
        await session.BeginAsync(TransactionOptions.Default, token);
        try
        {
            await session.ExecuteAsync(PostgreSqlInspector.PinSearchPath(schema), token);
            var found = new List<string>();
            foreach (var expression in expressions)
            {
                found.Add(await SettleAsync(expression, token));
            }

            return found;
        }
        finally
        {
            await session.RollbackAsync();
        }
    }

    private async Task<string> SettleAsync(StructureExpression expression, CancellationToken token)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var printed = await ReparseAsync(expression, token);
            if (printed == expression.Sql)
            {
                break;
            }

            expression = expression with { Sql = printed };
        }

        // Two names of one function, which the server prints as each was written.
        return expression.Sql is "CURRENT_TIMESTAMP" or "transaction_timestamp()" ? "now()" : expression.Sql;
    }

    private async Task<string> ReparseAsync(StructureExpression expression, CancellationToken token)
    {
        await session.ExecuteAsync($"SAVEPOINT {Name}", token);
        try
        {
            await session.ExecuteAsync(Make(expression), token);
            var printed = (await session.QueryAsync(Read(expression.Kind), row => row.GetString(0), token))[0];
            return Cut(expression.Kind, printed) ?? expression.Sql;
        }
        catch (StatementFailedException)
        {
            return expression.Sql;
        }
        finally
        {
            await session.ExecuteAsync($"ROLLBACK TO SAVEPOINT {Name}", token);
        }
    }

    // Neither reads a row. A policy takes subqueries, which a check does not.
    private static string Make(StructureExpression expression) =>
        expression.Kind switch
        {
            ExpressionKind.Query => $"CREATE TEMPORARY VIEW {Name} AS {expression.Sql}",
            ExpressionKind.Value => $"CREATE DOMAIN pg_temp.{Name} AS {expression.Table} CHECK ({expression.Sql}\n)",
            ExpressionKind.Trigger =>
                $"CREATE TRIGGER {Name} AFTER UPDATE ON {expression.Table} FOR EACH ROW WHEN ({expression.Sql}\n) "
                    + "EXECUTE PROCEDURE pg_catalog.suppress_redundant_updates_trigger()",
            _ => $"CREATE POLICY {Name} ON {expression.Table} USING (({expression.Sql}\n){Test})",
        };

    private static string Read(ExpressionKind kind) =>
        kind switch
        {
            ExpressionKind.Query => $"SELECT pg_catalog.pg_get_viewdef('pg_temp.{Name}'::regclass, true)",
            ExpressionKind.Value => "SELECT pg_catalog.pg_get_expr(conbin, 0, true) FROM pg_catalog.pg_constraint "
                + $"WHERE contypid = 'pg_temp.{Name}'::regtype",
            ExpressionKind.Trigger =>
                $"SELECT pg_catalog.pg_get_triggerdef(oid, true) FROM pg_catalog.pg_trigger WHERE tgname = '{Name}'",
            _ => $"SELECT pg_catalog.pg_get_expr(polqual, polrelid, true) FROM pg_catalog.pg_policy "
                + $"WHERE polname = '{Name}'",
        };

    private static string? Cut(ExpressionKind kind, string printed) =>
        kind switch
        {
            ExpressionKind.Query => printed.Trim().TrimEnd(';'),
            ExpressionKind.Value => printed,
            ExpressionKind.Trigger
                when printed.IndexOf(When, StringComparison.Ordinal) is var start and > 0
                    && printed.LastIndexOf(Execute, StringComparison.Ordinal) is var end and > 0 => printed[
                (start + When.Length)..end
            ],
            ExpressionKind.Row when printed.EndsWith(Test, StringComparison.Ordinal) => printed[..^Test.Length],
            _ => null,
        };
}
