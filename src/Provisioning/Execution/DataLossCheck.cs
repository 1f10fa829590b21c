using Provisioning.Databases;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Execution;

/// <summary>Finds the data that a run would drop, so that a program can ask before it runs.</summary>
public static class DataLossCheck
{
    /// <summary>The tables and columns that the run would drop, in its order, where the table has rows now. Deleted or
    /// overwritten rows, and what raw SQL and code do, are not looked for. Changes nothing.</summary>
    /// <param name="session">A session of the database.</param>
    /// <param name="catalog">The migrations.</param>
    /// <param name="target">The target of the run.</param>
    /// <param name="token">Cancels the check.</param>
    public static async Task<IReadOnlyList<DataLoss>> FindAsync(
        DatabaseSession session,
        MigrationCatalog catalog,
        MigrationTarget target,
        CancellationToken token
    )
    {
        var ledger = await LedgerReader.ReadAsync(session, catalog.VersionTable, token);
        var plan = Planner.Plan(catalog, ledger, target);
        var model = await session.InspectAsync(token);
        var found = new List<DataLoss>();
        foreach (
            var loss in MigrationModel
                .Describe(plan.Steps, session.Database.Dialect, model)
                .SelectMany(step => step.Operations)
                .SelectMany(operation => operation.Losses)
        )
        {
            if (
                loss is { Kind: DataLossKind.Table or DataLossKind.Column, Table: { } table }
                && model.TableExists(table)
                && await HasRowsAsync(session, table, token)
            )
            {
                found.Add(loss);
            }
        }

        return found;
    }

    private static async Task<bool> HasRowsAsync(DatabaseSession session, ObjectName table, CancellationToken token)
    {
        var sql = $"SELECT 1 FROM {session.Database.Dialect.Quote(table)} LIMIT 1";
        return (await session.QueryAsync(sql, row => row.GetInt32(0), token)).Count > 0;
    }
}
