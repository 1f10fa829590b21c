using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Execution;

/// <summary>Finds the data that a run would drop, so that a program can ask before it runs.</summary>
public static class DataLossCheck
{
    /// <summary>The tables and columns that the run would drop, in its order, where the table has rows now. Deleted or
    /// overwritten rows, and what code does, are not looked for; of raw SQL only the tables that its text drops. Each
    /// with the number of its rows. Changes nothing.</summary>
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
        var names = new ModelNames(model);
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
                && Spelled(session.Database.Dialect, names, table) is var spelled
                && model.Find(spelled) is not null
                && await CountAsync(session, spelled, token) is > 0 and var rows
            )
            {
                found.Add(loss with { Table = spelled, Rows = rows });
            }
        }

        return found;
    }

    /// <summary>Every table that has rows, with their number: what goes with the database. Changes nothing.</summary>
    public static async Task<IReadOnlyList<DataLoss>> FindAllAsync(DatabaseSession session, CancellationToken token)
    {
        var found = new List<DataLoss>();
        foreach (var table in (await session.InspectAsync(token)).Tables.Keys)
        {
            if (await CountAsync(session, table, token) is > 0 and var rows)
            {
                found.Add(new(DataLossKind.Table, table) { Rows = rows });
            }
        }

        return found;
    }

    private static ObjectName Spelled(Dialect dialect, ModelNames names, ObjectName table) =>
        dialect.HasSchemas ? table : names.Table(table);

    private static async Task<long> CountAsync(DatabaseSession session, ObjectName table, CancellationToken token)
    {
        var sql = $"SELECT count(*) FROM {session.Database.Dialect.Quote(table)}";
        return (await session.QueryAsync(sql, row => row.GetInt64(0), token))[0];
    }
}
