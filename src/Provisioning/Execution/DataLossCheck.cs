using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Execution;

/// <summary>Finds the data that a run would drop, so that a program can ask before it runs.</summary>
public static class DataLossCheck
{
    /// <summary>The tables and columns with rows that the run would drop, and the rows that it would delete, those
    /// that refer to them with ON DELETE CASCADE included, in its order; the rows that an UPDATE, ON DELETE SET NULL,
    /// ON UPDATE or another type of their column would change; and the code that it would run. Of raw SQL what its text
    /// tells. Each with the number of its rows now, where that can be counted before the run; one that two statements
    /// change counts twice. What triggers may do by it is named with them; what rules do is not looked for, nor rows
    /// that migrating upwards inserts again. Changes nothing.</summary>
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
        var ledger = await InStepReader.ReadAsync(session, catalog, token);
        var plan = Planner.Plan(catalog, ledger, target);
        var model = await session.InspectAsync(token);
        var counter = new LossCounter(session, model);
        var found = new List<DataLoss>();
        foreach (var described in MigrationModel.Describe(plan.Steps, session.Database.Dialect, model))
        {
            foreach (var operation in described.Operations)
            {
                var losses = await FindAsync(counter, session.Database.Dialect, operation, token);
                found.AddRange(losses.Select(loss => Named(loss, operation, described.Step)));
            }
        }

        return Together(found);
    }

    /// <summary>What one operation would drop or delete.</summary>
    internal static async Task<IReadOnlyList<DataLoss>> FindAsync(
        LossCounter counter,
        Dialect dialect,
        Operation operation,
        CancellationToken token
    )
    {
        var found = new List<DataLoss>();
        foreach (var part in Parts(operation))
        {
            var causes = Filled(dialect, counter, part).ToList();
            foreach (var loss in Losses(dialect, counter.Functions, part))
            {
                var counted = await counter.CountAsync(loss, isTaken: !IsInsertedAgain(part), token);
                causes.AddRange(loss.IsByRow ? counted.SelectMany(TriggerCause.Of) : []);
                found.AddRange(counted);
            }

            found.AddRange(part is AlterColumn change ? await counter.ConvertedAsync(change, token) : []);
            found.AddRange(new TriggerLosses(dialect, counter).After(causes));
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

    // Rows of one table are counted together, where the first of them go.
    private static List<DataLoss> Together(List<DataLoss> losses) =>
        [
            .. losses
                .Select(
                    (loss, at) =>
                        (
                            Loss: loss,
                            Of: loss.Kind is DataLossKind.Deleted or DataLossKind.Rows
                                ? $"{loss.Kind} {loss.Table} {loss.Trigger}"
                                : $"{at}."
                        )
                )
                .GroupBy(part => part.Of, part => part.Loss, StringComparer.Ordinal)
                .Select(group =>
                    group.Count() == 1
                        ? group.First()
                        : group.First() with
                        {
                            Rows = group.Any(loss => loss.Rows is null) ? null : group.Sum(loss => loss.Rows),
                        }
                ),
        ];

    private static IEnumerable<Operation> Parts(Operation operation) =>
        operation is Conditional choice ? choice.Then.Concat(choice.Otherwise).SelectMany(Parts) : [operation];

    private static bool IsInsertedAgain(Operation operation) => operation is DeleteRows { WereInserted: true };

    // What sets off triggers without a loss of its own.
    private static IEnumerable<TriggerCause> Filled(Dialect dialect, LossCounter counter, Operation operation) =>
        operation switch
        {
            InsertRows rows => [new(rows.Table, TriggerEvent.Insert)],
            DeleteRows { WereInserted: true } rows => [new(rows.Table, TriggerEvent.Delete)],
            ExecuteSql => dialect
                .Render(operation)
                .SelectMany(statement => new LossesInSql(dialect.Words(statement.Text), counter.Functions).Filled())
                .Select(table => new TriggerCause(table, TriggerEvent.Insert)),
            _ => [],
        };

    private static IEnumerable<StatementLoss> Losses(
        Dialect dialect,
        IReadOnlySet<string> functions,
        Operation operation
    ) =>
        operation switch
        {
            ExecuteSql or DeleteRows or UpdateRows => dialect
                .Render(operation)
                .SelectMany(statement => new LossesInSql(dialect.Words(statement.Text), functions).Find()),
            ExecuteCode code => [new(new(DataLossKind.Code) { Sql = code.Description ?? "code" }, null)],
            // Most changes of a type keep all values, so its rows are counted by what it makes of them.
            AlterColumn => [],
            _ => operation.Losses.Select(loss => new StatementLoss(loss, null)),
        };

    private static DataLoss Named(DataLoss loss, Operation operation, PlannedStep step) =>
        loss.Kind is DataLossKind.Code && operation is ExecuteCode
            ? loss with
            {
                Sql = $"{loss.Sql} of {step.Migration.Version} {step.Migration.Name}",
            }
            : loss;

    private static async Task<long> CountAsync(DatabaseSession session, ObjectName table, CancellationToken token)
    {
        var sql = $"SELECT count(*) FROM {session.Database.Dialect.Quote(table)}";
        return (await session.QueryAsync(sql, row => row.GetInt64(0), token))[0];
    }
}
