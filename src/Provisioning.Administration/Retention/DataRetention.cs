using Provisioning.Administration.Retention.PostgreSql;
using Provisioning.Administration.Retention.Sqlite;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Ledger;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.Administration.Retention;

/// <summary>Deletes rows that are older than their rules keep them.</summary>
/// <param name="database">The database.</param>
/// <param name="rules">The rules, in the order in which they are carried out.</param>
/// <param name="clock">The time.</param>
/// <param name="versions">What the table of applied versions is called; null for <c>VersionInfo</c>.</param>
public sealed class DataRetention(
    Database database,
    IReadOnlyList<RetentionRule> rules,
    TimeProvider clock,
    VersionTable? versions = null
)
{
    private static readonly EngineAbilities<Func<DatabaseSession, RetentionStore>> Stores = new(
        (KnownEngines.PostgreSql, session => new PostgreSqlRetention(session)),
        (KnownEngines.Sqlite, session => new SqliteRetention(session))
    );

    /// <summary>Says what is due, rule by rule. Nothing is changed.</summary>
    /// <exception cref="RetentionRefusedException">A rule names what is not there.</exception>
    /// <exception cref="ConnectionFailedException">The database cannot be reached.</exception>
    public async Task<IReadOnlyList<RetentionDue>> PlanAsync(CancellationToken token)
    {
        await using var session = await database.OpenAsync(token);
        var store = Store(session);
        var planner = new RetentionPlanner(session, store, await StructureAsync(session, token));
        return await PlanAsync(planner, await planner.FindAsync(rules, token), clock.GetUtcNow(), token);
    }

    /// <summary>Deletes what is due, in batches of one short transaction each. Stopped by the token, or by an error, it
    /// leaves whole batches.</summary>
    /// <param name="options">The batch size, pauses and time limit.</param>
    /// <param name="progress">Receives each batch; null for none.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="RetentionRefusedException">A rule names what is not there, has no index on a large table, or
    /// would be refused by a foreign key. Nothing was deleted.</exception>
    /// <exception cref="LockHeldException">Another run holds the lock, or on SQLite another writer did not finish
    /// within a minute.</exception>
    /// <exception cref="ConnectionFailedException">The database cannot be reached, or the connection was
    /// lost.</exception>
    public async Task<IReadOnlyList<RetentionResult>> RunAsync(
        RetentionOptions options,
        IProgress<RetentionResult>? progress,
        CancellationToken token
    )
    {
        await using var session = await database.OpenAsync(token);
        var store = Store(session);
        if (await store.TryLockAsync(token) is { } holder)
        {
            throw Held(holder);
        }

        try
        {
            return await CleanUp.AfterAsync(
                () => RunAsync(session, store, options, progress, token),
                store.UnlockAsync
            );
        }
        catch (LockHeldException error)
        {
            throw Held(error.Holder);
        }
    }

    private async Task<IReadOnlyList<RetentionResult>> RunAsync(
        DatabaseSession session,
        RetentionStore store,
        RetentionOptions options,
        IProgress<RetentionResult>? progress,
        CancellationToken token
    )
    {
        var planner = new RetentionPlanner(session, store, await StructureAsync(session, token));
        var (found, now) = (await planner.FindAsync(rules, token), clock.GetUtcNow());
        var plan = await PlanAsync(planner, found, now, token);
        if (
            plan.SelectMany(due => RetentionPlanner.Problems(due, options.AllowsScan)).ToList() is
            { Count: > 0 } problems
        )
        {
            throw new RetentionRefusedException(problems);
        }

        var runner = new RetentionRunner(session, store, options, clock);
        var results = new List<RetentionResult>();
        foreach (var ((_, table, column), due) in found.Zip(plan))
        {
            results.Add(await runner.RunAsync(due, table, column, progress, token));
        }

        return results;
    }

    private LockHeldException Held(string holder) =>
        new(
            $"{holder} is running on {database.Location}, and only one run may delete at a time. Run again later: "
                + $"what is due now is still due then.",
            holder
        );

    // A rule cannot name the ledger, whose rows are not data.
    private async Task<DatabaseModel> StructureAsync(DatabaseSession session, CancellationToken token) =>
        (await session.InspectAsync(token)).WithoutLedger(versions ?? new(), session.Database.Dialect);

    private RetentionStore Store(DatabaseSession session) =>
        Stores.Of(database)?.Invoke(session)
        ?? throw new ProvisioningException(
            $"Rows of {database.Location} cannot be deleted by age: {database.Dialect.Name} has no retention here."
        );

    private static async Task<IReadOnlyList<RetentionDue>> PlanAsync(
        RetentionPlanner planner,
        IReadOnlyList<(RetentionRule Rule, Table Table, Column Column)> found,
        DateTimeOffset now,
        CancellationToken token
    )
    {
        var plan = new List<RetentionDue>();
        foreach (var (rule, table, column) in found)
        {
            plan.Add(await planner.PlanAsync(rule, table, column, now, token));
        }

        return plan;
    }
}
