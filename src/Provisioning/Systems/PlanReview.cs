using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Execution;
using Provisioning.Ledger;
using Provisioning.Linting;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>Works out what a run would do to a database: which relations each statement locks, rewrites and reads,
/// how large they are, and what data goes. Nothing in the database is changed.</summary>
/// <param name="catalog">The migrations.</param>
/// <param name="database">The database.</param>
/// <param name="options">The options of the run.</param>
public sealed class PlanReview(MigrationCatalog catalog, Database database, RunnerOptions options)
{
    private Dialect Dialect => database.Dialect;

    /// <summary>The plan, with its facts.</summary>
    /// <param name="target">Where the run would go.</param>
    /// <param name="scratch">Where a copy of the structure is made, and dropped again, to run the statements in; null
    /// to look them up only.</param>
    /// <param name="looksAround">Whether to find out what would be in the way of the run now.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="HistoryRefusedException">The run would be refused.</exception>
    /// <exception cref="ProvisioningException">A migration cannot run.</exception>
    public async Task<ReviewedPlan> RunAsync(
        MigrationTarget target,
        Database? scratch,
        bool looksAround,
        CancellationToken token
    )
    {
        await using var session = await OpenAsync(token);
        try
        {
            return await RunAsync(session, target, scratch, looksAround, token);
        }
        catch (StatementFailedException error) when (error.IsLockNotAvailable && session is not null)
        {
            throw await HeldAsync(session, error, token);
        }
    }

    // Null: there is no database yet, and a run would make it.
    private async Task<DatabaseSession?> OpenAsync(CancellationToken token)
    {
        if (database.IsCreatedOnFirstUse && !await database.ExistsAsync(token))
        {
            return null;
        }

        var session = await database.OpenAsync(token);
        await session.LimitLockWaitAsync(options.TableWait, token);
        return session;
    }

    private async Task<ProvisioningException> HeldAsync(
        DatabaseSession session,
        StatementFailedException error,
        CancellationToken token
    )
    {
        var relations = await session.RelationsAsync(token);
        var holders = await session.ObstaclesAsync(
            [.. relations.Select(relation => new TableLock(relation.Name, LockMode.AccessShare))],
            rewrites: 0,
            token
        );
        var who = string.Concat(
            (holders ?? []).Where(holder => holder.Table is not null).Select(holder => $" {holder.Text}.")
        );
        return new(
            $"The structure of {database.Location} cannot be read, as others keep readers out:{who} Nothing was "
                + "changed. Run again when they are done, or give --table-wait more milliseconds.",
            error
        );
    }

    private async Task<ReviewedPlan> RunAsync(
        DatabaseSession? session,
        MigrationTarget target,
        Database? scratch,
        bool looksAround,
        CancellationToken token
    )
    {
        var (plan, described, ledger, model) = await DescribeAsync(session, target, token);
        var relations = session is null ? [] : await session.RelationsAsync(token);
        var beyond = session is null ? new() : await session.InspectUnmodelledAsync(token);
        var around = SurroundingsOf(model, relations).With(beyond);
        var steps = described
            .Select(step => (Described: step, Rendered: step.Render(Dialect, around with { Model = step.Before })))
            .ToList();
        var live = relations.Select(relation => relation.Name).ToHashSet();
        var reviewed = new List<ReviewedStep>();
        foreach (var (step, rendered) in steps)
        {
            reviewed.Add(await ReviewAsync(session, model, step, rendered, live, token));
        }

        var result = new ReviewedPlan(plan, reviewed, PlanState.Of(model, beyond, ledger, described, Dialect));
        if (scratch is not null && reviewed.Count > 0)
        {
            result = await ObserveAsync(result, session, scratch, token);
        }

        result = result with { Relations = await MeasureAsync(session, result, relations, token) };
        result = result with { Findings = Lint(result, Distributed(model.WithLedger(ledger, Dialect), ledger)) };
        return looksAround && session is not null
            ? result with
            {
                Obstacles = await session.ObstaclesAsync(
                    [.. result.Statements.SelectMany(statement => statement.Facts.Locks)],
                    result
                        .Statements.SelectMany(statement => statement.Facts.Rewrites)
                        .Distinct()
                        .Sum(name => result.Relations.GetValueOrDefault(name)?.Bytes ?? 0),
                    token
                ),
            }
            : result;
    }

    // How tables are distributed is known of the migrations that were applied.
    private DatabaseModel Distributed(DatabaseModel live, LedgerState ledger)
    {
        var made = new ModelOnDemand(Dialect, database.ConnectionString);
        var applied = ledger.Applied.Select(entry => entry.Version).ToHashSet();
        foreach (var migration in catalog.Migrations.Where(each => applied.Contains(each.Version)))
        {
            made.Add(new PlannedStep(migration, Direction.Up));
        }

        return made
            .Model.Tables.Values.Where(table => table.Distribution is not null)
            .Aggregate(live, (model, table) =>
                model.WithTableChanged(table.Name, found => found with { Distribution = table.Distribution })
            );
    }

    private IReadOnlyList<LintFinding> Lint(ReviewedPlan plan, DatabaseModel before)
    {
        var sizes = plan
            .Relations.Values.Where(relation => relation.Rows is not null)
            .ToDictionary(relation => relation.Name, relation => new TableSize(relation.Rows!.Value, relation.Bytes));
        var linter = new Linter(
            Dialect,
            new()
            {
                Sizes = new(sizes),
                SingleTransaction = options.SingleTransaction,
                WaitsForever = options.TableWait == TimeSpan.Zero,
            }
        );
        return [.. linter.Lint(plan.Plan.Steps, _ => true, places: null, before).Open];
    }

    /// <summary>What a plan of a run would be made of now.</summary>
    /// <param name="target">Where the run would go.</param>
    /// <param name="token">Cancels the operation.</param>
    public async Task<PlanState> StateAsync(MigrationTarget target, CancellationToken token)
    {
        await using var session = await OpenAsync(token);
        var (_, described, ledger, model) = await DescribeAsync(session, target, token);
        var beyond = session is null ? new() : await session.InspectUnmodelledAsync(token);
        return PlanState.Of(model, beyond, ledger, described, Dialect);
    }

    private async Task<(MigrationPlan, IReadOnlyList<DescribedStep>, LedgerState, DatabaseModel)> DescribeAsync(
        DatabaseSession? session,
        MigrationTarget target,
        CancellationToken token
    )
    {
        var (ledger, model) = (LedgerState.Empty with { Versions = catalog.VersionTable }, DatabaseModel.Empty);
        if (session is not null)
        {
            ledger = await InStepReader.ReadAsync(session, catalog, token);
            model = await session.InspectAsync(token);
        }

        var context = new MigrationContext(Dialect.Aliases, model, database.ConnectionString);
        var plan = Planner.WithoutUnchanged(Planner.Plan(catalog, ledger, target), ledger, Dialect, context);
        _ = session is null
            ? HistoryCheck.Require(catalog, ledger, plan, options, database, database.ConnectionString)
            : await HistoryCheck.RequireAsync(session, catalog, ledger, plan, options, token);
        return (
            plan,
            [.. MigrationModel.Describe(plan.Steps, Dialect, model.WithLedger(ledger, Dialect))],
            ledger,
            model
        );
    }

    private static Surroundings SurroundingsOf(DatabaseModel model, IReadOnlyList<RelationEntry> relations) =>
        new(model)
        {
            Children = relations
                .Where(relation => relation.Parent is not null)
                .GroupBy(relation => relation.Parent!.Value)
                .ToDictionary(group => group.Key, group => group.Select(child => child.Name).ToValueList()),
            Partitioned = relations
                .Where(relation => relation.IsPartitioned)
                .Select(relation => relation.Name)
                .ToHashSet(),
            DefaultPartitions = relations
                .Where(relation => relation.IsDefault)
                .Select(relation => relation.Name)
                .ToHashSet(),
        };

    private async Task<ReviewedStep> ReviewAsync(
        DatabaseSession? session,
        DatabaseModel model,
        DescribedStep step,
        RenderedStep rendered,
        HashSet<ObjectName> live,
        CancellationToken token
    )
    {
        var counter = session is null ? null : new LossCounter(session, model);
        var statements = new List<ReviewedStatement>();
        Operations.Operation? last = null;
        foreach (var statement in rendered.Executed)
        {
            var isFirst = statement.Operation is not null && !ReferenceEquals(statement.Operation, last);
            last = statement.Operation;
            statements.Add(
                new(statement with { Facts = Existing(statement.Facts!, step.Before, live) })
                {
                    Operation = isFirst ? IndexOf(step.Operations, statement.Operation!) : null,
                    Losses =
                        isFirst && counter is not null
                            ? await DataLossCheck.FindAsync(counter, Dialect, statement.Operation!, token)
                            : [],
                }
            );
        }

        return new(step.Step, PlanState.ChecksumOf(step, Dialect), statements);
    }

    private static int? IndexOf(IReadOnlyList<Operations.Operation> operations, Operations.Operation operation)
    {
        for (var at = 0; at < operations.Count; at++)
        {
            if (ReferenceEquals(operations[at], operation))
            {
                return at;
            }
        }

        return null;
    }

    // What the migration itself makes is in no one's way.
    private static StatementFacts Existing(StatementFacts facts, DatabaseModel before, HashSet<ObjectName> live)
    {
        bool IsThere(ObjectName name) => live.Contains(name) || before.TableExists(name);
        return facts with
        {
            Locks = [.. facts.Locks.Where(taken => IsThere(taken.Table))],
            Rewrites = [.. facts.Rewrites.Where(IsThere)],
            Scans = [.. facts.Scans.Where(IsThere)],
        };
    }

    private async Task<ReviewedPlan> ObserveAsync(
        ReviewedPlan plan,
        DatabaseSession? session,
        Database scratch,
        CancellationToken token
    )
    {
        try
        {
            await scratch.CreateAsync(token);
        }
        catch (ProvisioningException error)
        {
            return plan with
            {
                NotObserved =
                    $"no copy of the structure could be made: {(error.InnerException ?? error).Message.TrimEnd('.')}",
            };
        }

        return await CleanUp.AfterAsync(
            () => new PlanObservation(scratch, options).RunAsync(plan, session, token),
            () => scratch.DropAsync(CancellationToken.None)
        );
    }

    private static async Task<Dictionary<ObjectName, RelationEntry>> MeasureAsync(
        DatabaseSession? session,
        ReviewedPlan plan,
        IReadOnlyList<RelationEntry> relations,
        CancellationToken token
    )
    {
        var facts = plan.Statements.Select(statement => statement.Facts).ToList();
        var tables = facts
            .SelectMany(fact =>
                fact.Locks.Where(taken => taken.Kind is RelationKind.Table)
                    .Select(taken => taken.Table)
                    .Concat(fact.Rewrites)
                    .Concat(fact.Scans)
            )
            .ToHashSet();
        var named = facts.SelectMany(fact => fact.Locks).Select(taken => taken.Table).Concat(tables).ToHashSet();
        var found = new Dictionary<ObjectName, RelationEntry>();
        foreach (var relation in relations.Where(relation => named.Contains(relation.Name)))
        {
            // The rows of a partitioned table are in its partitions.
            found[relation.Name] =
                session is not null && tables.Contains(relation.Name) && !relation.IsPartitioned
                    ? await session.MeasureAsync(relation, token)
                    : relation;
        }

        return found;
    }
}
